internal import Glibc

/// A figure drawn with characters: braille dots for points and lines, blocks for bars, shades for
/// tables. It needs no gnuplot, and shows the same numbers as the picture.
struct TextPicture {
  let figure: Figure
  let columns: Int
  let rows: Int
  let color: Bool

  /// The lines, without line ends; at most `columns` wide.
  var lines: [String] {
    var result: [String] = []
    if let title = figure.title { result.append(TextCells.fitted(Layout.oneLine(title), columns)) }
    if let subtitle = figure.subtitle {
      result.append(dim(TextCells.fitted(Layout.oneLine(subtitle), columns)))
    }
    let legend = legendLines
    let legendWidth = legend.map { TextCells.width($0.plain) }.max() ?? 0
    // Beside the plot where there is room for it, else under it.
    let isBeside = legendWidth > 0 && figure.columns == 1 && columns - legendWidth - 2 >= 44
    let width = isBeside ? columns - legendWidth - 2 : columns
    let grid = fittingGrid(width)
    let heights = max(
      figure.panels.count > 1 ? 10 : 7,
      (rows - result.count - (isBeside ? 0 : legend.count > 0 ? 1 : 0) - 1) / grid.rows)
    var body: [String] = []
    var widths: [Int] = []
    for row in 0..<grid.rows {
      let members = Array(figure.panels.dropFirst(row * grid.columns).prefix(grid.columns))
      let each = (width - (grid.columns - 1)) / grid.columns
      let drawn = members.enumerated().map { place, panel in
        PanelText(
          figure: figure, panel: panel, columns: each, rows: heights, color: color,
          isFirst: place == 0
        ).lines
      }
      for line in 0..<(drawn.map(\.count).max() ?? 0) {
        var text = ""
        var plainWidth = 0
        for (place, part) in drawn.enumerated() {
          let piece = line < part.count ? part[line] : TextLine()
          if place > 0 {
            text += String(repeating: " ", count: max(0, place * (each + 1) - plainWidth))
            plainWidth = max(plainWidth, place * (each + 1))
          }
          text += piece.text
          plainWidth += piece.width
        }
        body.append(text)
        widths.append(plainWidth)
      }
    }
    if isBeside {
      for (place, entry) in legend.enumerated() {
        while body.count <= place + 1 {
          body.append("")
          widths.append(0)
        }
        body[place + 1] +=
          String(repeating: " ", count: max(1, width + 2 - widths[place + 1])) + entry.styled
      }
    }
    result += body
    if !isBeside, !legend.isEmpty { result += wrapped(legend) }
    return result
  }

  /// Narrow terminals stack panels that would stand side by side.
  private func fittingGrid(_ width: Int) -> (rows: Int, columns: Int) {
    let across = max(1, min(figure.columns, width / 26))
    if across == figure.columns { return (figure.rows, figure.columns) }
    return ((figure.panels.count + across - 1) / across, across)
  }

  private func dim(_ text: String) -> String { color ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  // MARK: Legend

  private var legendLines: [(plain: String, styled: String)] {
    var result: [(plain: String, styled: String)] = []
    for group in figure.legend {
      if group.isSizes {
        result.append(notShown("size", group.title))
        continue
      }
      if !group.title.isEmpty {
        let title = TextCells.clean(Layout.entryText(group.title))
        result.append((title, title))
      }
      for entry in group.entries {
        let fill = String(LayerText.fill(entry.style, color: color))
        let sign =
          entry.style.opacity == 0 ? " " : entry.sample == .box ? fill : TextCells.sign(entry)
        let label = TextCells.clean(Layout.entryText(entry.label))
        result.append(
          (
            "\(sign) \(label)",
            TextCells.ink(sign, color ? TextCells.visible(entry.style.color) : nil) + " " + label
          ))
      }
    }
    if let shades = figure.shades, shades.isShown, !color {
      result.append(notShown("color", shades.title))
    } else if let shades = figure.shades, shades.isShown {
      let title = TextCells.clean(Layout.entryText(shades.title))
      result.append((title, title))
      for tick in shades.ticks.reversed()
      where tick.position >= shades.low && tick.position <= shades.high {
        let place = (tick.position - shades.low) / (shades.high - shades.low)
        let ink = color ? shades.palette.color(at: place) : nil
        result.append(("█ \(tick.label)", TextCells.ink("█", ink) + " " + tick.label))
      }
    }
    return result
  }

  /// A channel that characters can't show is named, so that nobody looks for it.
  private func notShown(_ channel: String, _ title: String) -> (plain: String, styled: String) {
    let text = "\(channel) \(TextCells.clean(Layout.entryText(title))): not in text"
    return (text, dim(text))
  }

  private func wrapped(_ entries: [(plain: String, styled: String)]) -> [String] {
    var (result, line, width): ([String], String, Int) = ([], "", 0)
    for entry in entries {
      let needed = TextCells.width(entry.plain) + 3
      if width > 0, width + needed > columns {
        result.append(line)
        (line, width) = ("", 0)
      }
      line += (width > 0 ? "   " : "") + entry.styled
      width += width > 0 ? needed : needed - 3
    }
    if width > 0 { result.append(line) }
    return result
  }
}

/// A line with its width in cells, escape sequences not counted.
struct TextLine {
  var text = ""
  var width = 0
}

/// Texts measured in terminal cells.
enum TextCells {
  /// East Asian wide characters and emoji take two cells, marks that combine none.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: return 0
      default: return 1
      }
    }
  }

  /// A text without control characters, cut to some cells.
  static func fitted(_ text: String, _ cells: Int) -> String {
    let plain = clean(text)
    if width(plain) <= cells { return plain }
    var (result, used) = ("", 0)
    for character in plain {
      let width = width(character)
      if used + width > cells - 1 { break }
      result.append(character)
      used += width
    }
    return cells > 0 ? result + "…" : ""
  }

  /// A terminal obeys control characters: none of them gets there from data.
  static func clean(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: " "
          default: scalar
          }
        }))
  }

  static func ink(_ text: String, _ color: RGB?) -> String {
    guard let color else { return text }
    return "\u{1B}[38;2;\(color.red);\(color.green);\(color.blue)m\(text)\u{1B}[0m"
  }

  /// Black would not show on the dark terminals, nor white on the light ones.
  static func visible(_ color: RGB) -> RGB {
    color.brightness < 0.12 || color.brightness > 0.93 ? RGB(0x8A8A8A) : color
  }

  static func sign(_ entry: LegendEntry) -> String {
    switch entry.sample {
    case .point: sign(entry.style.shape)
    case .line: "━"
    case .box: "█"
    }
  }

  static func sign(_ shape: PointShape) -> String {
    switch shape {
    case .circle: "●"
    case .triangle: "▲"
    case .square: "■"
    case .diamond: "◆"
    case .wedge: "▼"
    case .pentagon: "★"
    case .cross: "×"
    case .plus: "+"
    }
  }
}
