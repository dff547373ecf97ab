"""Joins what run.sh's parts left into one JSON: `join.py PARTS RESULTS.json`. Prints a few lines of it."""
import json
import pathlib
import sys

folder, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
parts = []
for line in (folder / "parts.txt").read_text().splitlines():
    name, status, seconds = line.split()
    part = {"name": name, "status": status if status == "not-begun" else int(status), "seconds": float(seconds)}
    for ending, key in ((".out", "output"), (".err", "errors")):
        path = folder / (name + ending)
        text = path.read_text(errors="replace") if path.exists() else ""
        try:
            part[key] = json.loads(text)
        except ValueError:
            part[key] = text[-20000:]
    if (folder / f"{name}.json").exists():
        part["figures"] = json.loads((folder / f"{name}.json").read_text())
    events = folder / f"{name}.run" / "events.jsonl"
    if events.exists():
        lines = [json.loads(one) for one in events.read_text().splitlines() if one.strip()]
        part["events"] = [one for one in lines if "step" in one]
    parts.append(part)
target.write_text(json.dumps({"parts": parts}, indent=1))

for part in parts:
    output = part.get("output")
    if isinstance(output, dict):
        for step in output.get("steps", []):
            if "shape" in step and isinstance(step["shape"], dict):
                ms = next(work["seconds"]["median"] for work in step["work"] if work["name"] == "step") * 1000
                print(f"{part['name']:<22} {step['architecture']:<11} L0 {step['l0']:<7.1f} {step['path']:<7} {ms:8.3f} ms "
                      f"{step['shape']['batch'] / ms * 1000:12,.0f} tokens/s")
            else:
                print(f"{part['name']:<22} {step['kind']:<11} L0 {step['l0']:<7} {step['precision']:<8} "
                      f"{'compiled' if step['compiled'] else 'eager':<9} {step['seconds'] * 1000:8.3f} ms "
                      f"{step['tokens_per_second']:12,.0f} tokens/s")
demo = {part["name"]: part["events"][-1] for part in parts if part["name"].startswith("demo-") and part.get("events")}
for name, event in demo.items():
    print(f"{name:<22} step {event['step']}: reconstruction {event['losses']['reconstruction']:.5f}, L0 {event['l0']:.3f}")
failed = [part["name"] for part in parts if part["status"] != 0]
print(f"{target}: {len(parts)} parts" + (f"; not right or not begun: {' '.join(failed)}" if failed else ""))
