import Foundation
import Tables
import Testing

struct TextEncodingTests {
  private func decoded(_ bytes: [UInt8], _ encoding: TextEncoding) -> String? {
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return "" }
      return (try? encoding.decoded(base, bytes.count)).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Every byte, against what Foundation makes of it; where it makes nothing, neither do we.
  @Test func oneByteEncodingsAgreeWithFoundation() {
    for byte in UInt8.min...UInt8.max {
      let bytes = [0x61, byte, 0x62]
      #expect(
        decoded(bytes, .latin1) == String(data: Data(bytes), encoding: .isoLatin1), "\(byte)")
      let isNothing = [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte)
      #expect(
        decoded(bytes, .windows1252)
          == (isNothing ? nil : String(data: Data(bytes), encoding: .windowsCP1252)), "\(byte)")
    }
  }

  @Test func wideEncodingsComeBack() throws {
    let text = "a\u{E9}\u{20AC}\u{FFFD}\u{1F600}\n\u{0}z"
    for (encoding, name) in [
      (String.Encoding.utf16LittleEndian, TextEncoding.utf16LittleEndian),
      (.utf16BigEndian, .utf16BigEndian),
    ] {
      let bytes = [UInt8](try #require(text.data(using: encoding)))
      #expect(decoded(bytes, name) == text)
      let mark: [UInt8] = name == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
      #expect(decoded(mark + bytes, name) == text)
      #expect(decoded(mark + bytes, .utf16) == text)
      // Half a character at the end.
      #expect(decoded(bytes + [0x61], name) == nil)
    }
    // A surrogate alone, and two in the wrong order.
    #expect(decoded([0x00, 0xD8, 0x61, 0x00], .utf16LittleEndian) == nil)
    #expect(decoded([0x00, 0xDC, 0x00, 0xD8], .utf16LittleEndian) == nil)
  }

  @Test func placesAreFoundAgain() throws {
    let text = "é1\nüü2\n€3\n"
    let bytes = [UInt8](try #require(text.data(using: .utf16LittleEndian)))
    let lines = text.utf8.enumerated().filter { $0.element == 0x0A }.map { $0.offset + 1 }
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      #expect(
        TextEncoding.utf16LittleEndian.origins(of: lines, in: base, bytes.count) == [6, 14, 20])
    }
  }

  @Test func namesAreTakenAsTheyAreSpelt() {
    #expect(TextEncoding(name: "ISO-8859-1") == .latin1)
    #expect(TextEncoding(name: "cp1252") == .windows1252)
    #expect(TextEncoding(name: "UTF_16LE") == .utf16LittleEndian)
    #expect(TextEncoding(name: "utf8") == .utf8)
    #expect(TextEncoding(name: "ebcdic") == nil)
  }
}
