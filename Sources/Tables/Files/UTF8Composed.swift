extension UTF8Check {
  /// Whether texts surely are in Unicode's composed form (NFC), so that those that differ in bytes aren't canonically
  /// equivalent: no character is a mark, is composed with the one before it, or stands for another.
  ///
  /// Looks for characters that are known to be none of these, not at each that isn't: `false` may be wrong.
  /// - Complexity: O(bytes)
  static func isSurelyComposed(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer(isSurelyComposed)
  }

  static func isSurelyComposed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Before U+0300 there are none, so for most files one maximum is all.
    var highest: UInt8 = 0
    for byte in bytes { highest = max(highest, byte) }
    if highest < 0xCC { return true }
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0xCC {
        i &+= 1
        continue
      }
      guard i &+ 2 < bytes.count || (i &+ 1 < bytes.count && byte < 0xE0) else { return false }
      let next = bytes[i &+ 1]
      let last = byte < 0xE0 ? 0 : bytes[i &+ 2]
      switch byte {
      case 0xCE: if next == 0x87 { return false }  // Greek, but the middle dot
      case 0xCF, 0xD0, 0xD1: break  // Greek, Cyrillic
      case 0xE2:  // punctuation, but U+2000 and U+2001
        guard (next == 0x80 && last > 0x81) || next == 0x81 || next == 0x82 else { return false }
      case 0xE3:  // kana, but their voicing marks
        guard
          next == 0x81 || next == 0x83 || (next == 0x82 && last != 0x99 && last != 0x9A)
            || (next == 0x80 && last < 0xAA)
        else { return false }
      case 0xE4...0xE9, 0xEB, 0xEC: break  // Chinese characters, Korean syllables
      case 0xEA: if next < 0xB0 { return false }
      case 0xED: if next > 0x9D { return false }
      case 0xF0: if next != 0x9F { return false }  // emoji
      default: return false
      }
      i &+= byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
    return true
  }
}
