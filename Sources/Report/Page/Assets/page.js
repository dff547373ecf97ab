"use strict";
// Light and dark, hover values, the charts by keyboard, the latents. Data enters the page as text only: nothing here
// writes markup from it.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // An element with attributes and children; strings become text.
  const make = (name, attributes = {}, ...children) => {
    const svg = ["svg", "rect", "text", "path"].includes(name);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // ---- Light and dark ----
  const root = document.documentElement;
  const stored = (() => { try { return localStorage.getItem("orthosae-theme"); } catch { return null; } })();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  one("#theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const wanted = dark ? "light" : "dark";
    // What the system wants anyway needs no keeping.
    const own = matchMedia("(prefers-color-scheme: dark)").matches === (wanted === "dark");
    if (own) delete root.dataset.theme; else root.dataset.theme = wanted;
    try { own ? localStorage.removeItem("orthosae-theme") : localStorage.setItem("orthosae-theme", wanted); } catch { /* a page from disk may not keep it */ }
  });

  // ---- Hover values ----
  const tip = one("#tip"), spoken = one("#spoken");
  let marked = null;
  const hide = () => { tip.hidden = true; marked?.classList.remove("near"); marked = null; };
  const show = (mark) => {
    if (marked !== mark) { marked?.classList.remove("near"); marked = mark; mark.classList.add("near"); }
    tip.textContent = mark.dataset.t;
    tip.hidden = false;
    const box = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const left = Math.min(innerWidth - own.width - 8, Math.max(8, box.left + box.width / 2 - own.width / 2));
    const above = box.top - own.height - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
  };
  // The mark nearest to the pointer, within 40 pixels.
  const nearest = (svg, x, y) => {
    let best = null, least = 40 * 40;
    for (const mark of all("[data-t]", svg)) {
      const box = mark.getBoundingClientRect();
      const dx = Math.max(box.left - x, 0, x - box.right), dy = Math.max(box.top - y, 0, y - box.bottom);
      const middle = (box.left + box.width / 2 - x) ** 2 + (box.top + box.height / 2 - y) ** 2;
      const distance = mark.tagName === "path" ? Infinity : dx * dx + dy * dy + middle * 1e-3;
      if (distance < least) { least = distance; best = mark; }
    }
    return best;
  };
  for (const svg of all(".chart > svg")) {
    let waiting = false;
    svg.addEventListener("pointermove", (event) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const direct = event.target.closest?.("[data-t]");
        const mark = direct ?? nearest(svg, event.clientX, event.clientY);
        if (mark) show(mark); else hide();
      });
    });
    svg.addEventListener("pointerleave", () => requestAnimationFrame(hide));
    svg.addEventListener("blur", hide);
    svg.addEventListener("click", (event) => {
      const node = event.target.closest?.("[data-latent]");
      if (node) location.hash = `latent-${node.dataset.latent}`;
    });
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const marks = all("[data-t]", svg);
      if (event.key === "Escape") hide();
      if (event.key === "Enter" && marked?.dataset.latent) location.hash = `latent-${marked.dataset.latent}`;
      if (!step || !marks.length) return;
      event.preventDefault();
      const at = marks.indexOf(marked);
      const next = marks[at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length];
      show(next);
      spoken.textContent = next.dataset.t;
    });
  }
  addEventListener("scroll", hide, { passive: true });

  // A link to what is folded away opens the fold.
  const reveal = (id) => { for (let fold = document.getElementById(id)?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true; };

  // ---- Latents ----
  const source = one("#latent-index");
  if (!source) { addEventListener("hashchange", () => reveal(location.hash.slice(1))); return; }
  const index = JSON.parse(source.textContent);
  const blocks = all("script.latent-block"), parsed = new Map();
  const place = new Map(index.id.map((id, at) => [id, at]));
  const lowered = index.tokens.map((token) => token.toLowerCase());
  const tied = new Map(), letters = new Map();
  for (const [at, role, name, value] of index.associations) {
    if (!tied.has(at)) tied.set(at, []);
    tied.get(at).push({ role, name, value });
    if (role === "letter" || role === "absorbs") {
      const letter = name.toLowerCase();
      if (!letters.has(letter)) letters.set(letter, new Set());
      letters.get(letter).add(at);
    }
  }
  const number = (value, digits = 3) => value === null || value === undefined ? "–" : Number(value).toPrecision(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace("-", "−");
  const detail = (at) => {
    const block = Math.floor(at / index.block);
    if (!parsed.has(block)) parsed.set(block, JSON.parse(blocks[block].textContent));
    const [histogram, top, bottom, nearest, competing, contexts] = parsed.get(block)[at % index.block];
    return { histogram, top, bottom, nearest, competing, contexts };
  };

  const search = one("#latent-search"), order = one("#latent-order"), alive = one("#latent-alive"), list = one("#latent-list");
  const more = one("#latent-more"), count = one("#latent-count"), panel = one("#latent-detail"), row = one("#latent-letters");
  const missingLast = (value, fallback) => value === null || value === undefined ? fallback : value;
  const orders = {
    max: (a, b) => missingLast(index.max[b], -1) - missingLast(index.max[a], -1),
    density: (a, b) => missingLast(index.density[b], -1) - missingLast(index.density[a], -1),
    rare: (a, b) => missingLast(index.density[a], 2) - missingLast(index.density[b], 2),
    cosine: (a, b) => missingLast(index.cosine[a], 2) - missingLast(index.cosine[b], 2),
    id: (a, b) => index.id[a] - index.id[b],
  };
  let found = [], shown = 0, current = null;

  // Which latents a query names: an id, letter:x, or tokens that contain it.
  const matches = (query) => {
    const letter = /^letter\s*:\s*(.+)$/i.exec(query);
    if (letter) { const set = letters.get(letter[1].trim().toLowerCase()) ?? new Set(); return (at) => set.has(at); }
    const id = /^#?(\d+)$/.exec(query);
    const tokens = new Set();
    lowered.forEach((token, at) => { if (token.includes(query.toLowerCase().replaceAll(" ", "␣"))) tokens.add(at); });
    return (at) => (id !== null && index.id[at] === Number(id[1])) || index.search[at].some((token) => tokens.has(token));
  };

  const badge = (one) => make("span", { class: "badge" }, one.role === "letter" ? `letter ${one.name.toUpperCase()}` : one.role === "absorbs" ? `absorbs ${one.name.toUpperCase()}` : one.name);
  const extend = () => {
    for (const at of found.slice(shown, shown + 60)) {
      const token = make("span", { class: "token" }, make("bdi", {}, index.label[at] < 0 ? "–" : index.tokens[index.label[at]]), ...(tied.get(at) ?? []).slice(0, 2).map(badge));
      const button = make("button", { type: "button", "data-at": at }, make("span", {}, `#${index.id[at]}`), token, make("span", { class: "figure" }, number(index.max[at])));
      if (at === current) button.setAttribute("aria-current", "true");
      list.append(make("li", {}, button));
    }
    shown = Math.min(found.length, shown + 60);
    more.hidden = shown >= found.length;
  };
  const refresh = () => {
    const query = search.value.trim();
    const fits = query ? matches(query) : () => true;
    found = index.id.map((_, at) => at).filter((at) => (!alive.checked || index.alive[at] !== 0) && fits(at)).sort(orders[order.value]);
    // Who types an id wants that latent first.
    const exact = /^#?(\d+)$/.exec(query);
    if (exact && place.has(Number(exact[1]))) {
      const at = place.get(Number(exact[1]));
      found = [at, ...found.filter((other) => other !== at)];
    }
    list.replaceChildren();
    shown = 0;
    extend();
    count.textContent = `${found.length.toLocaleString("en")} of ${index.id.length.toLocaleString("en")} latents; at the right their largest activation`;
    for (const button of all("button", row)) button.setAttribute("aria-pressed", String(query.toLowerCase() === `letter:${button.dataset.letter}`));
  };

  const facts = (pairs) => make("dl", {}, ...pairs.filter(([, value]) => value !== null).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  const histogram = ([start, width, counts]) => {
    const most = Math.max(1, ...counts), w = 400, h = 120, base = 96, step = w / Math.max(1, counts.length);
    const svg = make("svg", { class: "histogram", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": `Histogram of the activation: ${counts.map((n, i) => `${number(10 ** (start + i * width))}: ${n}`).join(", ")}` });
    counts.forEach((n, i) => {
      const height = n ? Math.max(1, 84 * n / most) : 0;
      const bar = make("rect", { x: i * step + .5, y: base - height, width: Math.max(.5, step - 1), height });
      bar.append(document.createElementNS("http://www.w3.org/2000/svg", "title"));
      bar.firstChild.textContent = `${number(10 ** (start + i * width))}–${number(10 ** (start + (i + 1) * width))}: ${n.toLocaleString("en")} tokens`;
      svg.append(bar);
    });
    for (const [share, anchor] of [[0, "start"], [.5, "middle"], [1, "end"]]) svg.append(make("text", { x: w * share, y: 113, "text-anchor": anchor }, number(10 ** (start + share * counts.length * width), 2)));
    svg.append(make("text", { x: w, y: 10, "text-anchor": "end" }, `most: ${most.toLocaleString("en")} tokens`));
    return svg;
  };
  const context = ([tokens, sparse], largest) => {
    const values = new Map();
    for (let i = 0; i < sparse.length; i += 2) values.set(sparse[i], sparse[i + 1]);
    return make("p", { class: "context" }, ...tokens.map((token, i) => {
      const value = values.get(i) ?? 0;
      const span = make("span", { title: `${index.tokens[token]}  ${number(value)}` }, index.tokens[token].replace(/^␣|␣$/g, " "));
      if (value > 0) span.style.backgroundColor = `rgba(var(--hit), ${(.12 + .68 * Math.min(1, value / largest)).toFixed(2)})`;
      return span;
    }));
  };
  const chips = (pairs) => make("div", { class: "chips" }, ...pairs.map(([id, value]) => {
    const at = place.get(id);
    const label = at === undefined || index.label[at] < 0 ? "" : ` ${index.tokens[index.label[at]]}`;
    return make("a", { class: "chip", href: `#latent-${id}` }, make("bdi", {}, `#${id}${label}`), ` ${number(value, 2)}`);
  }));
  const logits = (title, pairs) => make("div", {}, make("h4", {}, title), make("table", {}, make("tbody", {}, ...pairs.map(([token, value]) => make("tr", {}, make("td", {}, make("bdi", {}, index.tokens[token])), make("td", {}, number(value)))))));
  const roles = { letter: "stands for the first letter", absorbs: "takes over the first letter", probe: "probes best for" };

  const open = (id, focus) => {
    const at = place.get(id);
    if (at === undefined) { panel.replaceChildren(make("p", { class: "missing" }, `There is no latent #${id} in these records.`)); return; }
    current = at;
    for (const button of all("button", list)) {
      if (Number(button.dataset.at) === at) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    }
    const all_ = detail(at), parts = [make("h3", {}, `Latent #${id}`)];
    if (index.alive[at] === 0) parts.push(make("p", { class: "missing" }, "It fired on none of the tokens that were looked at."));
    parts.push(facts([
      ["density", index.density[at] === null ? null : `${number(index.density[at])} of tokens`], ["largest activation", index.max[at] === null ? null : number(index.max[at])],
      ["encoder/decoder cosine", index.cosine[at] === null ? null : number(index.cosine[at])],
      ...(tied.get(at) ?? []).map((one) => [roles[one.role], `${one.role === "probe" ? one.name : one.name.toUpperCase()}${one.value === null ? "" : ` (${number(one.value)})`}`]),
    ]));
    if (all_.histogram) parts.push(make("h4", {}, "Activation density (logarithmic)"), histogram(all_.histogram));
    parts.push(make("h4", {}, "Where it fires most"));
    const largest = index.max[at] || Math.max(1e-30, ...all_.contexts.flatMap(([, sparse]) => sparse.filter((_, i) => i % 2)));
    if (all_.contexts.length) parts.push(...all_.contexts.map((one) => context(one, largest)));
    else parts.push(make("p", { class: "note" }, index.label[at] < 0 ? "No context is recorded." : "Its contexts are not on this page: orthosae report … --latent-pages all."));
    if (all_.top.length || all_.bottom.length) parts.push(make("div", { class: "columns" }, logits("Logits it raises", all_.top), logits("Logits it lowers", all_.bottom)));
    if (all_.nearest.length) parts.push(make("h4", {}, "Nearest, by decoder cosine"), chips(all_.nearest));
    parts.push(make("h4", {}, "Competing, by c"), all_.competing.length ? chips(all_.competing) : make("p", { class: "note" }, "None over θ."));
    panel.replaceChildren(...parts);
    if (focus) panel.focus({ preventScroll: true });
  };
  const follow = () => {
    const latent = /^#latent-(\d+)$/.exec(location.hash);
    if (!latent) { reveal(location.hash.slice(1)); return; }
    open(Number(latent[1]), true);
    panel.scrollIntoView({ block: "nearest" });
  };

  for (const letter of [...letters.keys()].sort()) {
    const button = make("button", { type: "button", "data-letter": letter, "aria-pressed": "false" }, letter.toUpperCase());
    button.addEventListener("click", () => { search.value = search.value === `letter:${letter}` ? "" : `letter:${letter}`; refresh(); });
    row.append(button);
  }
  one(".search").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", refresh);
  order.addEventListener("change", refresh);
  alive.addEventListener("change", refresh);
  more.addEventListener("click", extend);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) history.replaceState(null, "", `#latent-${index.id[button.dataset.at]}`), open(index.id[button.dataset.at], false), innerWidth < 900 && panel.scrollIntoView();
  });
  addEventListener("hashchange", follow);
  one("#latent-browser").hidden = false;
  refresh();
  if (/^#latent-/.test(location.hash)) follow(); else if (found.length) open(index.id[found[0]], false);
})();
