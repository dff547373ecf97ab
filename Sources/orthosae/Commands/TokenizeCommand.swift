import ArgumentParser
import Failures
import Files
import Foundation
import Tokens

/// `orthosae tokenize`.
struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Shows the token ids of a text, and the text that they stand for.",
        discussion: """
            Ids are those of the model's own tokenizer, without special tokens unless --special asks for them: what \
            rows of text are packed from. A row of text begins with the BOS id that is listed, unless --no-bos is given \
            to the command that reads it. Of --lines each line is a text by itself; in a .jsonl file that is the \
            document under "text".

            EXAMPLES
              orthosae tokenize --text "The old man looked at the sea."
              orthosae tokenize --model smollm2-135m --text "It's 2026." --special
              orthosae tokenize --model gemma-3-270m --file book.txt --json
              orthosae tokenize --model gemma-3-270m --lines documents.jsonl.zst > ids.jsonl
            """)

    @Option(help: ArgumentHelp("A model's folder or GGUF file, or a tokenizer.json. Otherwise the embedded model.", valueName: "dir"))
    var model: String?

    @Option(help: ArgumentHelp("The text.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("A file that is one text, in UTF-8.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("A .txt or .jsonl file (or .zst of it) of many: a line of JSON is printed for each.", valueName: "file"))
    var lines: String?

    @Option(help: ArgumentHelp("Of --lines with columns (.parquet, .arrow, .csv): which; otherwise it is found.", valueName: "name"))
    var column: String?

    @Flag(help: "Also the special tokens that the tokenizer puts around a text by itself.")
    var special = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if [text, file, lines].compactMap(\.self).count != 1 {
            throw ValidationError("give one of --text, --file and --lines")
        }
    }

    func run() throws {
        let tokenizer = try ModelTokenizer.open(model).tokenizer
        if let lines {
            try TokenizedText.forEach(in: lines, column: column) { bytes in
                Terminal.print(try TokenizedText(bytes, tokenizer, special: special).json(oneLine: true))
            }
        } else {
            let bytes = try text.map { Array($0.utf8) } ?? TokenizedText.whole(file ?? "")
            let found = TokenizedText(bytes, tokenizer, special: special)
            Terminal.print(json ? try found.json(oneLine: false) : found.text)
        }
    }
}
