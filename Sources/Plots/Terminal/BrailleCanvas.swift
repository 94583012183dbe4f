internal import Glibc

/// A grid of terminal cells, each of 2 × 4 braille dots in one colour, with blocks and texts over
/// them.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  private var colors: [RGB?]
  /// What stands in place of dots.
  private var characters: [Character?]
  /// Behind a cell, for heat maps.
  private var papers: [RGB?]

  /// Bits of the dots by column and row, as Unicode numbers them from U+2800.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (max(1, columns), max(1, rows))
    let count = self.columns * self.rows
    dots = [UInt8](repeating: 0, count: count)
    colors = [RGB?](repeating: nil, count: count)
    characters = [Character?](repeating: nil, count: count)
    papers = [RGB?](repeating: nil, count: count)
  }

  var dotColumns: Int { columns * 2 }
  var dotRows: Int { rows * 4 }

  /// Sets a dot; places outside are left out. Dots count from the upper left.
  mutating func dot(_ x: Int, _ y: Int, _ color: RGB?) {
    guard x >= 0, y >= 0, x < dotColumns, y < dotRows else { return }
    let cell = y / 4 * columns + x / 2
    dots[cell] |= BrailleCanvas.bits[x & 1][y & 3]
    if let color { colors[cell] = color }
  }

  /// A straight line; `every` draws one dot in so many.
  mutating func line(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ color: RGB?, every: Int = 1
  ) {
    guard let (x0, y0, x1, y1) = clipped(x0, y0, x1, y1) else { return }
    let steps = Int(max(abs(x1 - x0), abs(y1 - y0)).rounded(.up))
    for step in 0...max(1, steps) where step % every == 0 {
      let t = Double(step) / Double(max(1, steps))
      dot(Int((x0 + (x1 - x0) * t).rounded()), Int((y0 + (y1 - y0) * t).rounded()), color)
    }
  }

  mutating func put(_ character: Character, _ column: Int, _ row: Int, _ color: RGB?) {
    guard column >= 0, row >= 0, column < columns, row < rows else { return }
    characters[row * columns + column] = character
    colors[row * columns + column] = color
  }

  mutating func text(_ text: String, _ column: Int, _ row: Int, _ color: RGB?) {
    for (offset, character) in text.enumerated() { put(character, column + offset, row, color) }
  }

  mutating func paper(_ column: Int, _ row: Int, _ color: RGB) {
    guard column >= 0, row >= 0, column < columns, row < rows else { return }
    papers[row * columns + column] = color
  }

  /// The part of a line inside the canvas (Liang and Barsky, 1984), so that far ends cost nothing.
  private func clipped(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double
  ) -> (Double, Double, Double, Double)? {
    guard x0.isFinite, y0.isFinite, x1.isFinite, y1.isFinite else { return nil }
    var (enter, leave) = (0.0, 1.0)
    let (dx, dy) = (x1 - x0, y1 - y0)
    let sides = [
      (-dx, x0), (dx, Double(dotColumns - 1) - x0), (-dy, y0), (dy, Double(dotRows - 1) - y0),
    ]
    for (p, q) in sides {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    return enter <= leave
      ? (x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy) : nil
  }

  /// A row's text, with its colours if `color`, without blanks at its end.
  func line(_ row: Int, color: Bool) -> String {
    var result = ""
    var last = columns - 1
    while last >= 0, isBlank(row * columns + last, color) { last -= 1 }
    guard last >= 0 else { return "" }
    var (ink, paper): (RGB?, RGB?) = (nil, nil)
    for column in 0...last {
      let cell = row * columns + column
      if color {
        if papers[cell] != paper {
          paper = papers[cell]
          result += paper.map { "\u{1B}[48;2;\($0.red);\($0.green);\($0.blue)m" } ?? "\u{1B}[49m"
        }
        if colors[cell] != ink {
          ink = colors[cell]
          result += ink.map { "\u{1B}[38;2;\($0.red);\($0.green);\($0.blue)m" } ?? "\u{1B}[39m"
        }
      }
      if let character = characters[cell] {
        result.append(character)
      } else if dots[cell] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[cell])) {
        result.unicodeScalars.append(scalar)
      } else {
        result.append(" ")
      }
    }
    if ink != nil || paper != nil { result += "\u{1B}[0m" }
    return result
  }

  private func isBlank(_ cell: Int, _ color: Bool) -> Bool {
    dots[cell] == 0 && (characters[cell] ?? " ") == " " && (papers[cell] == nil || !color)
  }
}
