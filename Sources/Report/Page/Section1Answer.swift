import Records

/// 1. The question, the answer in one line, the tables.
enum AnswerSection {
    static func html(_ page: PageContext) -> String {
        var parts = [
            PageParts.paragraph("Does it absorb less, at what cost, and can I trust the difference?", "question"),
            PageParts.paragraph(page.answer.headline, "answer"), PageParts.list(page.answer.details),
            PageParts.list(page.answer.caveats, "caveats"),
        ]
        if !page.source.isComparison {
            parts.append(
                PageParts.missing(
                    "These are runs on their own, each with its own budget: only a comparison trains them alike.",
                    command: "orthosae compare --seeds 3"))
        }
        if page.study.metrics.isEmpty {
            parts.append(
                PageParts.missing(
                    "There is no evaluation to fill the table with.",
                    command: "orthosae evaluate \(page.firstPath) --evals \(page.study.isOfWorlds ? "ground-truth" : "core,absorption")"))
        }
        let interrupted = page.source.record.saes.compactMap { sae in
            page.source.runs[sae.id]?.interruption.map { "\(page.study.name(sae)): \($0)" }
        }
        if !interrupted.isEmpty {
            parts.append(PageParts.paragraph("Not whole:", "missing") + PageParts.list(interrupted, "caveats"))
        }
        if !page.source.damage.isEmpty { parts.append(PageParts.list(page.source.damage, "caveats")) }
        return PageParts.section(
            "answer", "1. The question and the answer", parts + page.tables.all.map(PageParts.table))
    }
}
