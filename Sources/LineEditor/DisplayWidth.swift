internal import CEdit

/// How characters are shown: the columns they take, and the code points that stand for them.
///
/// libedit draws and counts code points one by one and gives each at least a column, while
/// terminals draw whole clusters. So what is handed to libedit is a cluster's visible core: no
/// combining marks, joiners, selectors or skin tones, and of a joined emoji the first. The text
/// itself keeps them.
package enum DisplayWidth {
  private static let tabWidth = 4

  /// The code points shown for `character`, never empty.
  package static func shown(_ character: Character) -> [Unicode.Scalar] {
    if let ascii = character.asciiValue, ascii >= 32, ascii < 127 {
      return [Unicode.Scalar(ascii)]
    }
    if character == "\t" { return Array(repeating: " ", count: tabWidth) }
    var visible: [Unicode.Scalar] = []
    for scalar in character.unicodeScalars {
      if scalar == "\u{200D}", !visible.isEmpty { break }
      let isSkinTone = (0x1F3FB...0x1F3FF).contains(scalar.value)
      if isSkinTone, !visible.isEmpty { continue }
      if ogive_edit_width(scalar.value) > 0 { visible.append(scalar) }
    }
    return visible.isEmpty ? ["?"] : visible
  }

  /// Columns that `character` takes on the screen.
  package static func of(_ character: Character) -> Int {
    if let ascii = character.asciiValue, ascii >= 32, ascii < 127 { return 1 }
    return shown(character).reduce(0) { $0 + max(0, Int(ogive_edit_width($1.value))) }
  }

  /// Columns that `text`, a single line, takes.
  package static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  /// The longest beginning of `text` that fits in `columns`, ended by "…" when something is cut
  /// off.
  package static func fitted(_ text: String, in columns: Int) -> String {
    var width = 0
    var kept = ""
    var keptBeforeEllipsis = ""
    for character in text {
      let w = of(character)
      if width + w > columns { return columns > 0 ? keptBeforeEllipsis + "…" : "" }
      kept.append(character)
      width += w
      if width < columns { keptBeforeEllipsis = kept }
    }
    return kept
  }
}
