// What no page may show, whatever its texts are. Evaluates to a list of faults; an empty one is what is wanted.
() => {
  const faults = [];
  const told = (node) => `${node.localName}.${node.getAttribute("class") ?? ""} ${[...(node.textContent ?? "")].slice(0, 60).join("")}`;
  const all = [...document.body.querySelectorAll("*")];
  const styles = new Map(all.map((node) => [node, getComputedStyle(node)]));
  const seen = (node) => node.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true }) && node.getClientRects().length > 0;

  // Elements: only those that the scripts make, without a handler, without an address that is not the site's.
  const made = new Set(`a aside b bdi body button caption dd details dialog div dl dt em fieldset figcaption figure form h1 h2 h3 header i
    input kbd label legend li line main mark nav noscript optgroup option p path q rect script section select span strong sup summary svg
    table tbody td text textarea th thead title tr ul`.split(/\s+/));
  for (const node of all) {
    if (!made.has(node.localName)) faults.push(`an element that nobody made: ${told(node)}`);
    for (const { name, value } of node.attributes) {
      if (name.startsWith("on") || (name === "style" && node.id !== "tip") || name === "srcdoc" || name === "src") faults.push(`attribute ${name} of ${told(node)}`);
      if (name === "href" && !/^(\.\.\/)?(index\.html|corpus\.html|calls\/[\w-]+\.html)$/.test(value)) faults.push(`address ${value}`);
    }
  }
  if (document.querySelectorAll("script").length !== 2) faults.push("another script");
  if (window.hurt !== undefined || {}.hurt !== undefined) faults.push("a script ran");

  // Directions: nothing that overrides is left; what is written from right to left is isolated from what is beside it.
  const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
  const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/;
  const ALONE = "bdi, textarea, svg text, svg title";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode;
    if (parentElement.closest("script")) continue;
    // The page's own isolates come in pairs: a transcript's are shown as signs.
    let rest = data;
    for (let before = null; before !== rest;) [before, rest] = [rest, rest.replace(/\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069/g, "")];
    if (OVERRIDES.test(rest)) faults.push(`an override: ${told(parentElement)}`);
    if (RTL.test(rest) && !parentElement.closest(ALONE)) faults.push(`not isolated: ${told(parentElement)}`);
  }
  for (const node of document.querySelectorAll("bdi")) {
    if (styles.get(node).unicodeBidi !== "isolate") faults.push(`unicode-bidi of ${told(node)}`);
  }

  // Order: what follows in the page follows on the line.
  const atoms = (block) => {
    const out = [];
    for (const child of block.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && child.data.trim()) {
        const range = new Range();
        range.selectNodeContents(child);
        out.push(range.getClientRects());
      } else if (child.nodeType === Node.ELEMENT_NODE && seen(child) && !["absolute", "fixed", "sticky"].includes(styles.get(child)?.position)) out.push(child.getClientRects());
    }
    return out.filter((rects) => rects.length);
  };
  for (const block of all) {
    if (block.closest("bdi, svg, select, table") || !seen(block)) continue;
    const inside = atoms(block);
    inside.forEach((rects, at) => {
      if (!at) return;
      const before = inside[at - 1][inside[at - 1].length - 1];
      const [after] = rects;
      const together = Math.min(before.bottom, after.bottom) - Math.max(before.top, after.top);
      if (together > 0.6 * Math.min(before.height, after.height) && after.left < before.right - 1.5) faults.push(`out of order or over each other in ${told(block)}`);
    });
  }

  // Room: nothing is wider than what it stands in, unless that can be scrolled or cuts it.
  const hides = (node) => styles.get(node)?.overflowX !== "visible";
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("the page is wider than the window");
  const dialog = document.querySelector("dialog[open]");
  if (dialog && dialog.scrollWidth > dialog.clientWidth) faults.push("a dialog is wider than its window");
  for (const node of all) {
    if (node.closest("svg, option, script, select") || !seen(node) || styles.get(node).clipPath !== "none") continue;
    let within = node.parentElement;
    let cut = false;
    while (within && within !== document.body && styles.get(within).display.startsWith("inline")) within = within.parentElement;
    for (let up = node; up && up !== document.body; up = up.parentElement) cut ||= up !== node && hides(up);
    if (cut || !within || ["absolute", "fixed"].includes(styles.get(node).position)) continue;
    const outer = within.getBoundingClientRect();
    for (const rect of node.getClientRects()) {
      if (rect.width && (rect.right > outer.right + 2 || rect.left < outer.left - 2)) { faults.push(`out of its box: ${told(node)} in ${told(within)}`); break; }
    }
  }
  return [...new Set(faults)];
}
