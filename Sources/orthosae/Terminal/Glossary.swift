/// What the figures are that several commands tell: Guides/Names.md in a few lines, for their help.
enum Glossary {
    static let help = """
        NAMES
          held-out tokens            of rows that training never saw (data.held_out_rows)
          alive in training          latents that fired in the last 500,000 tokens trained on
          alive on held-out tokens   latents that fired on any of these
          pairs in a training batch  with c > θ(t), over one step's batch
          pairs in a held-out batch  with c > θ's end, over the first 2,048 held-out tokens
          pairs over all of them     with c > θ, over all tokens that 'orthosae competition' looks at
        Numbers of pairs over different tokens are not to be compared.
        """
}
