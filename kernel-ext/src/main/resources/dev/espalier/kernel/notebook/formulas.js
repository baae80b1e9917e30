// Makes MathML of the LaTeX in each element of class "math"; what KaTeX cannot read stays as it is.
for (const element of document.querySelectorAll("code.math")) {
  const latex = element.textContent;
  const signs = latex.match(/^(\$\$|\$|\\\[|\\\()([^]*?)(\$\$|\$|\\\]|\\\))$/);
  const formula = document.createElement("span");
  try {
    katex.render(signs ? signs[2] : latex, formula, {
      output: "mathml",
      displayMode: !signs || signs[1] === "$$" || signs[1] === "\\[",
    });
    element.replaceWith(formula);
  } catch (error) {
    element.title = error.message;
  }
}

// Browsers take the letters of \mathbb, \mathcal and the like from Unicode, no longer from an attribute.
const alphabets = {
  "bold": 0x1d400, "bold-italic": 0x1d468, "script": 0x1d49c, "fraktur": 0x1d504, "double-struck": 0x1d538,
  "sans-serif": 0x1d5a0, "monospace": 0x1d670,
};
// Letters that Unicode had before its alphabets, which leave their places there free.
const earlier = {
  0x1d49d: "ℬ", 0x1d4a0: "ℰ", 0x1d4a1: "ℱ", 0x1d4a3: "ℋ", 0x1d4a4: "ℐ", 0x1d4a7: "ℒ", 0x1d4a8: "ℳ", 0x1d4ad: "ℛ",
  0x1d4ba: "ℯ", 0x1d4bc: "ℊ", 0x1d4c4: "ℴ", 0x1d506: "ℭ", 0x1d50b: "ℌ", 0x1d50c: "ℑ", 0x1d515: "ℜ", 0x1d51d: "ℨ",
  0x1d53a: "ℂ", 0x1d53f: "ℍ", 0x1d545: "ℕ", 0x1d547: "ℙ", 0x1d548: "ℚ", 0x1d549: "ℝ", 0x1d551: "ℤ",
};
for (const element of document.querySelectorAll("mi[mathvariant]")) {
  const first = alphabets[element.getAttribute("mathvariant")];
  if (first) {
    element.textContent = element.textContent.replace(/[A-Za-z]/g, letter => {
      const place = first + letter.charCodeAt(0) - (letter < "a" ? 65 : 71);
      return earlier[place] || String.fromCodePoint(place);
    });
    element.removeAttribute("mathvariant");
  }
}
