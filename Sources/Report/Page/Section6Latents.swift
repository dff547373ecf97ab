import Files
import Failures
import Foundation
import Records

/// 6. The latents of one SAE: the list and a latent's page are made in the browser from the data in the page.
enum LatentSection {
    static func html(_ page: PageContext, _ pages: LatentPages) -> String {
        guard let entry = page.shown, let file = entry.run.latents else {
            let path = page.featured.first.map { page.path($0.run) } ?? "RUN"
            return PageParts.section(
                "latents", "6. Latents",
                [
                    PageParts.missing(
                        "No run here has its latents' contexts and logits recorded.",
                        command: "orthosae competition \(path)")
                ])
        }
        let book: LatentBook
        do throws(Failure) {
            book = try LatentBook(file, pages: pages, wanted: wanted(entry.run))
        } catch {
            return PageParts.section(
                "latents", "6. Latents", [PageParts.missing("\(FileNames.latents) cannot be read: \(error.what).")])
        }
        return PageParts.section(
            "latents", "6. Latents", [introduction(page, entry.sae, book), browser(book), book.scripts])
    }

    /// Latents that sections 4 and 5 name.
    private static func wanted(_ run: RunRecords) -> Set<Int> {
        var ids = Set((run.absorption?.letters ?? []).flatMap { $0.latents ?? [] })
        ids.formUnion((run.absorption?.words ?? []).compactMap(\.latent))
        ids.formUnion(
            (run.competition?.graph?.hubs ?? [])
                + (run.competition?.strongest ?? []).prefix(50).flatMap { [$0.first, $0.second] })
        ids.formUnion(run.competition?.probing?.probes.compactMap(\.latent) ?? [])
        return ids
    }

    private static func introduction(_ page: PageContext, _ sae: ComparedSAE, _ book: LatentBook) -> String {
        let alive = book.entries.count { $0.isAlive == true }, known = book.entries.count { $0.isAlive != nil }
        var text = "\(page.study.name(sae)): \(Numbers.count(book.entries.count)) latents"
        if known > 0 { text += ", \(Numbers.count(alive)) of them fired on the tokens looked at" }
        text += ". Contexts are here for \(Numbers.count(book.withContexts)) of them"
        text +=
            book.withContexts < book.entries.count
            ? " (the strongest, and those that other sections name; all with --latent-pages all)" : ""
        text +=
            ", up to \(book.contextsEach) each: the strongest tokens with those around them."
        let others = page.featured.filter { $0.run.latents != nil && $0.sae.id != sae.id }.map {
            page.study.name($0.sae)
        }
        var parts = [PageParts.paragraph(text)]
        if !others.isEmpty {
            parts.append(
                PageParts.paragraph(
                    "Not shown here, but recorded: \(others.joined(separator: "; ")). Report on that run alone to see it.",
                    "note"))
        }
        if book.unreadable > 0 {
            parts.append(
                PageParts.missing(
                    "Left out: \(Numbers.count(book.unreadable, of: "line")) of \(FileNames.latents) that cannot be read."
                ))
        }
        return parts.joined(separator: "\n")
    }

    /// What the script fills; without a script it says so.
    private static func browser(_ book: LatentBook) -> String {
        """
        <noscript><p class="missing">The list of latents needs JavaScript, which is switched off here.</p></noscript>
        <div id="latent-browser" hidden>
        <form class="search" role="search">
        <label>Find <input id="latent-search" type="search" placeholder="id, token, or letter:e" autocomplete="off" spellcheck="false"></label>
        <label>Order <select id="latent-order"><option value="max">strongest first</option><option value="density">most frequent first</option><option value="rare">rarest first</option><option value="cosine">least encoder/decoder cosine first</option><option value="id">by id</option></select></label>
        <label class="check"><input id="latent-alive" type="checkbox" checked> alive only</label>
        </form>
        <div class="letters" id="latent-letters" role="group" aria-label="Latents of a first letter"></div>
        <p id="latent-count" role="status"></p>
        <div class="latents"><div><ol id="latent-list"></ol><button id="latent-more" type="button">More</button></div>
        <article id="latent-detail" tabindex="-1" aria-live="polite"><p class="note">Choose a latent.</p></article></div>
        </div>
        """
    }
}
