/// The bytes of plain data: CBOR (RFC 8949), numbers in bulk as its typed arrays (RFC 8746). Any CBOR library reads it.
///
/// Records are written in the order of their names, so that the same data gives the same bytes.
struct CBORWriter {
  private(set) var bytes: [UInt8] = []

  enum Kind: UInt8 {
    case unsigned, negative, bytes, text, list, record, tag, simple
  }
  /// Typed arrays: 64-bit floats and signed 32-bit numbers, the lowest byte first.
  enum Tag {
    static let floats: UInt64 = 86
    static let codes: UInt64 = 78
  }

  mutating func head(_ kind: Kind, _ value: UInt64) {
    let top = kind.rawValue << 5
    switch value {
    case ..<24: bytes.append(top | UInt8(value))
    case ...0xFF: bytes += [top | 24, UInt8(value)]
    case ...0xFFFF:
      bytes.append(top | 25)
      big(UInt16(value))
    case ...0xFFFF_FFFF:
      bytes.append(top | 26)
      big(UInt32(value))
    default:
      bytes.append(top | 27)
      big(value)
    }
  }

  mutating func text(_ text: String) {
    head(.text, UInt64(text.utf8.count))
    bytes += text.utf8
  }

  mutating func blob(_ blob: [UInt8]) {
    head(.bytes, UInt64(blob.count))
    bytes += blob
  }

  mutating func write(_ datum: Datum) {
    switch datum {
    case .nothing: head(.simple, 22)
    case .truth(let x): head(.simple, x ? 21 : 20)
    case .number(let x):
      bytes.append(CBORWriter.Kind.simple.rawValue << 5 | 27)
      big(x.bitPattern)
    case .text(let x): text(x)
    case .numbers(let x):
      head(.tag, Tag.floats)
      head(.bytes, UInt64(x.count * 8))
      bytes.reserveCapacity(bytes.count + x.count * 8)
      for one in x { little(one.bitPattern) }
    case .codes(let x):
      head(.tag, Tag.codes)
      head(.bytes, UInt64(x.count * 4))
      bytes.reserveCapacity(bytes.count + x.count * 4)
      for one in x { little(one) }
    case .list(let x):
      head(.list, UInt64(x.count))
      for one in x { write(one) }
    case .record(let x):
      head(.record, UInt64(x.count))
      for (name, part) in x.sorted(by: { $0.key < $1.key }) {
        text(name)
        write(part)
      }
    }
  }

  private mutating func big(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }
  private mutating func little(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Reads what ``CBORWriter`` writes, and refuses all else: no length is believed that the bytes don't hold.
struct CBORReader {
  private let bytes: ArraySlice<UInt8>
  private var next: Int

  /// How deep lists and records may stand in each other.
  private static let deepest = 64

  init(_ bytes: ArraySlice<UInt8>) { (self.bytes, next) = (bytes, bytes.startIndex) }

  private var left: Int { bytes.endIndex - next }
  var isAtEnd: Bool { left == 0 }

  private static var cutShort: LearnError { Datum.broken("it ends too early") }
  private static var unknown: LearnError { Datum.broken("it holds what isn't plain data") }

  private mutating func take(_ count: UInt64) throws(LearnError) -> ArraySlice<UInt8> {
    guard count <= UInt64(left) else { throw Self.cutShort }
    let taken = bytes[next..<next + Int(count)]
    next += Int(count)
    return taken
  }

  /// The kind of the next item, its short form and its value.
  mutating func head() throws(LearnError) -> (kind: CBORWriter.Kind, short: UInt8, value: UInt64) {
    guard let first = try take(1).first, let kind = CBORWriter.Kind(rawValue: first >> 5) else {
      throw Self.cutShort
    }
    let short = first & 31
    switch short {
    case ..<24: return (kind, short, UInt64(short))
    case 24...27:
      let value = try take(1 << UInt64(short - 24)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return (kind, short, value)
    default: throw Self.unknown
    }
  }

  mutating func text() throws(LearnError) -> String {
    let (kind, _, count) = try head()
    guard kind == .text else { throw Self.unknown }
    return try text(count)
  }

  private mutating func text(_ count: UInt64) throws(LearnError) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw Self.unknown }
    return text
  }

  mutating func blob() throws(LearnError) -> ArraySlice<UInt8> {
    let (kind, _, count) = try head()
    guard kind == .bytes else { throw Self.unknown }
    return try take(count)
  }

  mutating func datum(depth: Int = 0) throws(LearnError) -> Datum {
    guard depth < Self.deepest else { throw Datum.broken("it is nested too deep") }
    let (kind, short, value) = try head()
    switch kind {
    case .text: return .text(try text(value))
    case .list:
      // Each item takes a byte at least.
      guard value <= UInt64(left) else { throw Self.cutShort }
      var items: [Datum] = []
      for _ in 0..<value { items.append(try datum(depth: depth + 1)) }
      return .list(items)
    case .record:
      guard value <= UInt64(left) / 2 else { throw Self.cutShort }
      var parts: [String: Datum] = [:]
      for _ in 0..<value {
        let name = try text()
        guard parts.updateValue(try datum(depth: depth + 1), forKey: name) == nil else {
          throw Datum.broken("`\(name)` is there twice")
        }
      }
      return .record(parts)
    case .tag: return try array(value)
    case .simple:
      switch (short, value) {
      case (20, _): return .truth(false)
      case (21, _): return .truth(true)
      case (22, _): return .nothing
      case (27, _): return .number(Double(bitPattern: value))
      default: throw Self.unknown
      }
    case .unsigned, .negative, .bytes: throw Self.unknown
    }
  }

  private mutating func array(_ tag: UInt64) throws(LearnError) -> Datum {
    let blob = try blob()
    switch tag {
    case CBORWriter.Tag.floats where blob.count % 8 == 0:
      return .numbers(
        blob.withUnsafeBytes { raw in
          (0..<raw.count / 8).map { place in
            let bits = raw.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
            return Double(bitPattern: UInt64(littleEndian: bits))
          }
        })
    case CBORWriter.Tag.codes where blob.count % 4 == 0:
      return .codes(
        blob.withUnsafeBytes { raw in
          (0..<raw.count / 4).map { place in
            Int32(littleEndian: raw.loadUnaligned(fromByteOffset: place * 4, as: Int32.self))
          }
        })
    default: throw Self.unknown
    }
  }
}
