import Diagnostics
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("ｗ", 2), ("😀", 2),
    ("👨‍👩‍👧", 2),
    ("❤\u{FE0F}", 2), ("\t", 0), ("a\u{200B}b", 2), ("Ω≤…", 3),
  ])
  func widths(_ text: String, _ cells: Int) {
    #expect(displayWidth(text) == cells)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc", 1, "…"), ("abc", 0, ""), ("日本語", 6, "日本語"),
    ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"), ("", 3, ""),
  ])
  func cut(_ text: String, _ cells: Int, _ expected: String) {
    #expect(fitted(text, to: cells) == expected)
    #expect(displayWidth(fitted(text, to: cells)) <= max(cells, 0))
  }
}
