#!/usr/bin/env python3
"""Makes gemma2-nano-letters: the embedded model with a first letter in every word's embedding, taught to live with it.

The embedded model's SAEs have no first-letter latent, so nothing there can absorb one (Guides/Absorption.md). Here a
vocabulary of two levels is planted: each token of letters gets, in its embedding, the direction of its first letter (26,
orthonormal, the token's part in their span is that and nothing else), and that of its first two letters where at least
20 tokens have them (drawn outside of that span). Lengths are in those of a usual embedding. Embedding and output share a
matrix, so as it stands this spoils the model's predictions; its last layers are trained on, on public-domain books and, in
one sequence of eight, on the first-letter lines that the model knows. Embedding and first layers stay as they are planted:
trained too, they hide the letters again (with all layers trained, absorbers' median cosine at layer 3 fell from .25 to
.12).

    make.py --base gemma2-nano --books books.jsonl --out gemma2-nano-letters

`books.jsonl`: one {"text": ...} a line. Needs torch, transformers, safetensors. Written: a folder in Hugging Face's
layout, and made.json with seed, versions, losses and the SHA-256 of what was read and written.
"""

import argparse, collections, hashlib, json, math, pathlib, shutil, time

import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

CONTEXT, BATCH = 128, 16


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True)
    parser.add_argument("--books", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--letter", type=float, default=0.5, help="length of a letter's part, in typical embeddings")
    parser.add_argument("--beginning", type=float, default=0.5, help="length of a beginning's part")
    parser.add_argument("--tokens", type=int, default=20, help="tokens that share a beginning, at least")
    parser.add_argument("--from-layer", type=int, default=4, help="train this layer, those after it, and the last norm")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def words_of(tokenizer, size):
    """Id and small letters of each token that is ASCII letters after at most one space."""
    for number, piece in enumerate(tokenizer.convert_ids_to_tokens(range(size))):
        word = piece[1:] if piece.startswith("▁") else piece
        if word and word.isascii() and word.isalpha():
            yield number, word.lower()


def first_letters(tokenizer, size):
    """The letter (0-25) of each token that is ASCII letters after at most one space; -1 for the others. [V]"""
    letters = torch.full((size,), -1)
    for number, word in words_of(tokenizer, size):
        letters[number] = ord(word[0]) - ord("a")
    return letters


def beginnings(tokenizer, size, least):
    """The first two letters of each token, where at least so many tokens have them, numbered; -1 for the others. [V]"""
    found = collections.defaultdict(list)
    for number, word in words_of(tokenizer, size):
        if len(word) > 1:
            found[word[:2]].append(number)
    numbers, names = torch.full((size,), -1), sorted(name for name, tokens in found.items() if len(tokens) >= least)
    for place, name in enumerate(names):
        numbers[found[name]] = place
    return numbers


class Planted:
    """What is planted: an embedding's part in the letters' span becomes its letter's direction at one length; its
    beginning's direction, which is drawn outside of that span, is added.

    letters, beginnings: numbers of each token, -1: none. [V]"""

    def __init__(self, embedding, letters, beginnings, lengths, generator):
        width = embedding.shape[1]
        self.directions = torch.linalg.qr(torch.randn(width, 26, generator=generator))[0].T.contiguous()
        typical = embedding.norm(dim=1).median()
        known = letters >= 0
        self.wanted = torch.zeros(len(letters), 26)
        self.wanted[known, letters[known]] = lengths[0] * typical
        drawn = torch.randn(int(beginnings.max()) + 1, width, generator=generator)
        drawn -= drawn @ self.directions.T @ self.directions
        self.beginnings = drawn / drawn.norm(dim=1, keepdim=True)
        self.has = beginnings >= 0
        self.which = beginnings[self.has]
        self.length = lengths[1] * typical

    def into(self, embedding):
        embedding += (self.wanted - embedding @ self.directions.T) @ self.directions
        embedding[self.has] += self.length * self.beginnings[self.which]


def token_rows(tokenizer, path, bos):
    """Books as rows of BOS and 127 tokens. [n, 128]"""
    ids = []
    with open(path, encoding="utf8") as lines:
        for line in lines:
            ids += tokenizer(json.loads(line)["text"], add_special_tokens=False)["input_ids"]
    width = CONTEXT - 1
    rows = torch.tensor(ids[: len(ids) // width * width]).view(-1, width)
    return torch.cat([torch.full((len(rows), 1), bos), rows], 1)


def letter_rows(tokenizer, letters, count, bos, generator):
    """Lines of `{word} has the first letter: {L}`, words drawn alike. [count, 128]"""
    words = torch.nonzero(letters >= 0).squeeze(1)
    middle = tokenizer(" has the first letter:", add_special_tokens=False)["input_ids"]
    newline = tokenizer("\n", add_special_tokens=False)["input_ids"]
    answers = [tokenizer(" " + chr(65 + l), add_special_tokens=False)["input_ids"] for l in range(26)]
    rows = []
    for _ in range(count):
        row = [bos]
        while len(row) < CONTEXT:
            word = int(words[torch.randint(len(words), (1,), generator=generator)])
            row += newline + [word] + middle + answers[int(letters[word])]
        rows.append(row[:CONTEXT])
    return torch.tensor(rows)


@torch.no_grad()
def loss_of(model, rows):
    return sum(model(r, labels=r).loss.item() * len(r) for r in rows.split(32)) / len(rows)


def main():
    args = arguments()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    generator = torch.Generator().manual_seed(args.seed)
    tokenizer = AutoTokenizer.from_pretrained(args.base)
    model = AutoModelForCausalLM.from_pretrained(args.base, dtype=torch.float32, attn_implementation="eager")
    bos = tokenizer.bos_token_id
    embedding = model.get_input_embeddings().weight
    letters = first_letters(tokenizer, embedding.shape[0])
    rows = token_rows(tokenizer, args.books, bos)
    rows = rows[torch.randperm(len(rows), generator=generator)]
    held_out, rows = rows[:256], rows[256:]
    losses = {"before": loss_of(model, held_out)}
    starts = beginnings(tokenizer, embedding.shape[0], args.tokens)
    planted = Planted(embedding.data, letters, starts, (args.letter, args.beginning), generator)
    planted.into(embedding.data)
    # What is kept in 16 bits is what the layers are trained on.
    model.to(torch.bfloat16).to(torch.float32)
    losses["planted"] = loss_of(model, held_out)
    print(f"{int((letters >= 0).sum())} alphabetic tokens, {len(rows)} rows; loss {losses}", flush=True)

    for value in model.parameters():
        value.requires_grad = False
    trained = [*model.model.layers[args.from_layer :].parameters(), *model.model.norm.parameters()]
    for value in trained:
        value.requires_grad = True
    optimizer = torch.optim.Adam(trained, lr=args.rate, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda t: min(1, (t + 1) / 50) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * t / max(1, args.steps)))))
    started, mean = time.time(), None
    for step in range(args.steps):
        chosen = torch.randint(len(rows), (BATCH - BATCH // 8,), generator=generator)
        batch = torch.cat([rows[chosen], letter_rows(tokenizer, letters, BATCH // 8, bos, generator)])
        loss = model(batch, labels=batch).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        schedule.step()
        mean = loss.item() if mean is None else 0.97 * mean + 0.03 * loss.item()
        if step % 25 == 24:
            print(f"step {step + 1}/{args.steps}  loss {mean:.3f}  {time.time() - started:.0f} s", flush=True)
    losses["after"] = loss_of(model, held_out)
    print(f"loss {losses}", flush=True)
    write(args, model, losses)


def write(args, model, losses):
    base, out = pathlib.Path(args.base), pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    for name in ["config.json", "tokenizer.json", "tokenizer_config.json"]:
        shutil.copyfile(base / name, out / name)
    tensors = {name: value.detach().to(torch.bfloat16).contiguous() for name, value in model.named_parameters()}
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    made = {
        "letter": args.letter, "beginning": args.beginning, "tokens": args.tokens, "from_layer": args.from_layer,
        "steps": args.steps, "rate": args.rate, "seed": args.seed, "loss": losses,
        "torch": torch.__version__, "transformers": transformers.__version__,
        "base_sha256": sha256(base / "model.safetensors"), "books_sha256": sha256(args.books),
        "sha256": sha256(out / "model.safetensors"),
    }
    (out / "made.json").write_text(json.dumps(made, indent=2) + "\n")


if __name__ == "__main__":
    main()
