/// How many terminal cells a text takes: 2 for East Asian wide characters and emoji, 0 for combining marks.
///
/// Follows the ranges of Unicode's East Asian Width property for the characters that data holds in practice.
public func displayWidth(_ text: some StringProtocol) -> Int {
  // Most text is ASCII, where bytes are cells.
  var ascii = true
  for byte in text.utf8 where byte >= 0x80 || byte < 0x20 {
    ascii = false
    break
  }
  if ascii { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth($1) }
}

/// How many terminal cells one character (a grapheme cluster) takes.
public func displayWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    let value = scalar.value
    if value == 0xFE0F { return 2 }  // shown as an emoji
    if value < 0x20 || (0x7F..<0xA0).contains(value) { continue }
    if isZeroWidth(scalar) { continue }
    width = max(width, isWide(value) ? 2 : 1)
  }
  return width
}

/// The longest prefix that takes at most `cells`, with `…` at its end if something was cut off.
public func fitted(_ text: String, to cells: Int) -> String {
  if displayWidth(text) <= cells { return text }
  if cells <= 0 { return "" }
  var result = ""
  var used = 0
  for character in text {
    let width = displayWidth(character)
    if used + width > cells - 1 { break }
    result.append(character)
    used += width
  }
  return result + "…"
}

private func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return true
  default: return false
  }
}

private func isWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,
    0x20000...0x3FFFD:
    return true
  default:
    return false
  }
}
