/// What gnuplot draws for.
public enum PlotTerminal: String, Sendable, CaseIterable {
  case png, svg, pdf, sixel
  var fileExtension: String { rawValue }
}

extension Figure {
  /// The gnuplot script that draws it: no text of the user's in it but in encoded labels, no path
  /// but generated names. A pure function of the figure.
  public func script(_ terminal: PlotTerminal = .png) -> String {
    var writer = ScriptWriter(self)
    return writer.script(terminal)
  }

  /// 32 hexadecimal digits that tell two figures apart: of its script and of the numbers that it
  /// draws, these rounded to 32 binary digits so that a last bit of a logarithm doesn't count.
  public var digest: String {
    var writer = ScriptWriter(self)
    var hash = Fingerprint()
    hash.add(Array(writer.script(.svg).utf8))
    for file in writer.files {
      for column in file.columns { for x in column { hash.add(x) } }
    }
    return hash.text
  }
}

extension Figure: Equatable {
  /// Whether they draw the same.
  public static func == (a: Figure, b: Figure) -> Bool {
    a.digest == b.digest && a.notes == b.notes
  }
}

/// Two 64-bit Fowler-Noll-Vo hashes (1a) from different bases, side by side.
private struct Fingerprint {
  private var a: UInt64 = 0xCBF2_9CE4_8422_2325
  private var b: UInt64 = 0x6C62_272E_07BB_0142

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes {
      a = (a ^ UInt64(byte)) &* 0x100_0000_01B3
      b = (b ^ UInt64(byte)) &* 0x100_0000_01B3
    }
  }

  mutating func add(_ x: Double) {
    // Round to nearest by adding half of what is cut off; NaNs and zeros are all alike.
    var bits: UInt64 = x.isNaN ? .max : x == 0 ? 0 : x.bitPattern
    if bits != .max { bits = (bits &+ (1 << 19)) >> 20 }
    a = (a ^ bits) &* 0x100_0000_01B3
    a ^= a >> 29
    b = (b ^ bits) &* 0x9E37_79B9_7F4A_7C15
    b ^= b >> 31
  }

  var text: String {
    [a, b].map { part in
      let digits = String(part, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
