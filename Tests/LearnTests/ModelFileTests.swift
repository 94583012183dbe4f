import Learn
import Numerics
import Tables
import Testing

/// A model file's bytes taken apart, so that what is in it can be forged under a right fingerprint.
struct ModelBytes {
  /// The content, as it stands in the file.
  let content: [UInt8]

  init(of datum: Datum) throws {
    let bytes = ModelFile.bytes(of: datum)
    // The mark, the list's head, `ogive model` with its head, the version, the fingerprint with its head.
    let head = bytes[51]
    try #require(head >> 5 == 2)
    let length = [24: 1, 25: 2, 26: 4][Int(head & 31)] ?? 0
    content = Array(bytes[(52 + length)...])
    #expect(Self.file(content) == bytes)
  }

  static func file(_ content: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let name = Array("ogive model".utf8)
    let fingerprint = Array(content.withUnsafeBytes { Fingerprint.of($0) }.utf8)
    var head: [UInt8]
    switch content.count {
    case ..<24: head = [0x40 | UInt8(content.count)]
    case ..<256: head = [0x58, UInt8(content.count)]
    case ..<65536: head = [0x59, UInt8(content.count >> 8), UInt8(content.count & 255)]
    default: head = [0x5A] + [24, 16, 8, 0].map { UInt8(content.count >> $0 & 255) }
    }
    return [0xD9, 0xD9, 0xF7, 0x84, 0x6B] + name + [version, 0x78, 32] + fingerprint + head
      + content
  }

  /// The file with some bytes of its content changed, left out or repeated.
  func forged(_ stream: inout RandomStream) -> [UInt8] {
    var forged = content
    for _ in 0...stream.integer(below: 3) {
      let place = stream.integer(below: forged.count)
      switch stream.integer(below: 6) {
      case 0: forged.remove(at: place)
      case 1: forged.insert(forged[place], at: place)
      case 2:
        forged[place] =
          [0, 1, 0x1B, 0x3B, 0x7F, 0x80, 0xF6, 0xF7, 0xFB, 0xFF][stream.integer(below: 10)]
      default: forged[place] ^= 1 << UInt8(stream.integer(below: 8))
      }
    }
    return Self.file(forged)
  }
}

struct ModelFileTests {
  private let content = Datum.record([
    "a": .numbers([0.1, -0.0, .infinity, .nan, .leastNonzeroMagnitude]),
    "b": .codes([-1, 7, .max]),
    "c": .list([.nothing, .truth(true), .text("ä\n"), .number(1 / 3)]),
  ])

  private func refusal(_ bytes: [UInt8]) -> String? {
    do {
      _ = try ModelFile.content(of: bytes)
      return nil
    } catch {
      return error.kind == .modelFile ? error.message : "\(error)"
    }
  }

  @Test func numbersComeBackToTheBit() throws {
    let back = try ModelFile.content(of: ModelFile.bytes(of: content))
    #expect(
      try back.numbers("a", count: 5).map(\.bitPattern)
        == [0.1, -0.0, .infinity, .nan, .leastNonzeroMagnitude].map(\Double.bitPattern))
    #expect(try back.codes("b") == [-1, 7, .max])
    let list = try back.list("c")
    guard list.count == 4, case .nothing = list[0], case .truth(true) = list[1],
      case .text("ä\n") = list[2], case .number(let third) = list[3]
    else {
      Issue.record("\(list)")
      return
    }
    #expect(third == 1.0 / 3)
  }

  /// The bytes are CBOR as RFC 8949 has it: what its appendix A gives for such values.
  @Test func theBytesAreCBOR() throws {
    let bytes = try ModelBytes(
      of: .record(["a": .number(1.1), "b": .list([.truth(false), .nothing])]))
    #expect(
      bytes.content == [
        0xA2, 0x61, 0x61, 0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A, 0x61, 0x62, 0x82,
        0xF4, 0xF6,
      ])
  }

  @Test func otherFilesAreRefused() throws {
    for text in ["", "a,b\n1,2\n", "\u{D9}\u{D9}", String(repeating: "x", count: 100)] {
      #expect(refusal(Array(text.utf8)) == "this is no model file of Ogive")
    }
    let inner = try ModelBytes(of: content).content
    #expect(
      refusal(ModelBytes.file(inner, version: 2))
        == "the model file is of version 2, and this Ogive reads version 1")
  }

  @Test func aCutOrChangedFileIsRefused() throws {
    let bytes = ModelFile.bytes(of: content)
    for count in 0..<bytes.count { #expect(refusal(Array(bytes[..<count])) != nil) }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(refusal(changed) != nil, "byte \(place)")
    }
    #expect(refusal(bytes + [0]) != nil)
  }

  /// A few bytes that ask for a great deal: no memory is taken for what isn't there, and no depth is gone into.
  @Test func greedyFilesAreRefused() {
    let greedy: [[UInt8]] = [
      [0x9B, 0, 0, 1, 0, 0, 0, 0, 0], [0xBB, 0x7F, 255, 255, 255, 255, 255, 255, 255],
      [0x7B, 255, 255, 255, 255, 255, 255, 255, 255],
      [0xD8, 86, 0x5B, 255, 255, 255, 255, 255, 255, 255, 255],
      [UInt8](repeating: 0x81, count: 100_000), [0xD8, 86, 0x47] + [UInt8](repeating: 0, count: 7),
      [0x9F], [0xFF], [0xC1, 0], [0x20], [0x40], [0xA2, 0x61, 0x61, 0xF6, 0x61, 0x61, 0xF6],
      [0x62, 0xFF, 0xFE], [],
    ]
    for content in greedy {
      #expect(refusal(ModelBytes.file(content)) != nil, "\(content.prefix(12))")
    }
  }
}
