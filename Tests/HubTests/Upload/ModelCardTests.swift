import Hub
import Testing

@Suite struct `A repository's card` {
    @Test func `says what it is and how it is loaded`() {
        var card = ModelCard(repository: "org/saes", id: "topk/sae")
        card.model = "google/gemma-2-2b"
        card.hook = "blocks.12.hook_resid_post"
        card.dataset = "monology/pile-uncopyrighted"
        card.figures = [("L0", "64.2"), ("explained | variance", "0.81")]
        card.remarks = "Trained on one night."
        let text = card.text
        #expect(text.hasPrefix("""
            ---
            library_name: saelens
            tags:
            - saelens
            - sparse-autoencoder
            base_model: google/gemma-2-2b
            datasets:
            - monology/pile-uncopyrighted
            ---

            # saes

            A sparse autoencoder of `google/gemma-2-2b` at `blocks.12.hook_resid_post`,
            """.dropLast(0)))
        #expect(text.contains("sae = SAE.from_pretrained(\"org/saes\", \"topk/sae\")"))
        #expect(text.contains("orthosae inspect hf:org/saes/topk/sae"))
        #expect(text.contains("| L0 | 64.2 |\n| explained \\| variance | 0.81 |\n") && text.hasSuffix("Trained on one night.\n"))
    }

    @Test func `is no place for what stands in a file`() {
        var card = ModelCard(repository: "org/saes", id: "sae")
        card.model = "gemma\n---\n# <script>`"
        card.dataset = "a/b\n- c"
        card.figures = [("x\n|", "[y](z)\u{1b}[2J")]
        let lines = card.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count { $0 == "---" } == 2 && !card.text.contains("base_model") && !card.text.contains("datasets"))
        #expect(!card.text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" } && card.text.contains("\\[y\\](z)"))
    }
}
