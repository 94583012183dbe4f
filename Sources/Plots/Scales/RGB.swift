internal import Glibc

/// A colour of the screen.
public struct RGB: Sendable, Hashable {
  /// `0xRRGGBB`.
  public var value: UInt32
  public init(_ value: UInt32) { self.value = value & 0xFFFFFF }

  public var red: UInt8 { UInt8(truncatingIfNeeded: value >> 16) }
  public var green: UInt8 { UInt8(truncatingIfNeeded: value >> 8) }
  public var blue: UInt8 { UInt8(truncatingIfNeeded: value) }

  /// `#rrggbb`.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Whether white is easier to read on it than black: its relative luminance is below the one that has the same
  /// contrast to both (WCAG 2.1).
  public var isDark: Bool {
    func linear(_ byte: UInt8) -> Double {
      let c = Double(byte) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) < 0.179
  }

  /// A colour by name or as `#rrggbb`; `nil` for anything else.
  public init?(named name: String) {
    if let known = RGB.names.first(where: { $0.name == name }) {
      self = known.color
      return
    }
    let digits = Array(name.utf8)
    guard digits.count == 7, digits[0] == UInt8(ascii: "#") else { return nil }
    var value: UInt32 = 0
    for digit in digits.dropFirst() {
      let nibble: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): nibble = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt32(nibble)
    }
    self.init(value)
  }

  /// The names that a colour may be given by.
  public static let names: [(name: String, color: RGB)] = [
    ("blue", RGB(0x0072B2)), ("orange", RGB(0xE69F00)), ("green", RGB(0x009E73)),
    ("purple", RGB(0xCC79A7)),
    ("lightblue", RGB(0x56B4E9)), ("red", RGB(0xD55E00)), ("yellow", RGB(0xF0E442)),
    ("black", RGB(0x000000)),
    ("white", RGB(0xFFFFFF)), ("gray", RGB(0x7F7F7F)), ("grey", RGB(0x7F7F7F)),
    ("lightgray", RGB(0xC8C8C8)),
    ("darkgray", RGB(0x4D4D4D)), ("brown", RGB(0x8C564B)), ("pink", RGB(0xF4A6C0)),
    ("navy", RGB(0x1B3A6B)),
  ]

  /// The colours of classes, in order: Okabe and Ito's, which stay apart for colour-blind eyes
  /// (2008, "Color Universal Design").
  public static let classes: [RGB] = [
    RGB(0x0072B2), RGB(0xE69F00), RGB(0x009E73), RGB(0xCC79A7), RGB(0x56B4E9), RGB(0xD55E00),
    RGB(0xF0E442),
    RGB(0x000000),
  ]

  /// The colour of a share `t` (0…1) of the way to another.
  func mixed(with other: RGB, _ t: Double) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt32 {
      UInt32(max(0, min(255, (Double(a) + (Double(b) - Double(a)) * t).rounded())))
    }
    return RGB(mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
  }

  /// Relative brightness, 0…1, by the weights of Rec. 709 on the uncorrected channels.
  var brightness: Double {
    (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255
  }
}
