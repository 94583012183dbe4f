/// The colours of numbers, from low to high.
public enum Palette: String, Sendable, CaseIterable {
  /// Perceptually even, safe for colour-blind eyes (van der Walt and Smith, 2015).
  case viridis
  /// As viridis, for red-green blindness in particular (Nuñez, Anderton and Renslow, 2018).
  case cividis
  /// From paper to ink, one hue.
  case blues
  case grays
  /// Two hues about a middle: for numbers with a centre.
  case diverging

  /// Evenly spaced stops.
  var stops: [RGB] {
    switch self {
    case .viridis:
      [0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725].map
      { RGB($0) }
    case .cividis:
      [0x00224E, 0x1A386F, 0x434E6C, 0x61656F, 0x7D7C78, 0x9B9476, 0xBCAF6F, 0xDFCB5D, 0xFEE838].map
      { RGB($0) }
    case .blues:
      [0xF3F7FB, 0xD3E3F0, 0xA6C8E0, 0x6BA6CE, 0x3A83B7, 0x145F96, 0x0A3E66].map { RGB($0) }
    case .grays: [0xF2F2F2, 0xBDBDBD, 0x737373, 0x252525].map { RGB($0) }
    case .diverging: [0x0072B2, 0x7FB3D5, 0xF2F2F2, 0xE9A67C, 0xC44E00].map { RGB($0) }
    }
  }

  /// The colour at a place from 0 to 1.
  func color(at place: Double) -> RGB {
    let stops = stops
    let t = max(0, min(1, place.isNaN ? 0 : place)) * Double(stops.count - 1)
    let below = min(Int(t), stops.count - 2)
    return stops[below].mixed(with: stops[below + 1], t - Double(below))
  }
}
