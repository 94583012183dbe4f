/// Lets through only what a drawing needs: known elements with known attributes, no script, no
/// links to elsewhere.
///
/// gnuplot escapes texts in SVG, but the file is made for browsers, and what a browser could run
/// must not depend on another program's care. Anything that isn't understood is an error, not
/// passed on.
package enum SVGFilter {
  private static let elements: Set<String> = [
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "use", "clipPath", "pattern", "marker", "symbol",
  ]
  private static let attributes: Set<String> = [
    "version", "xmlns", "width", "height", "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy",
    "r", "rx", "ry", "d",
    "points", "fill", "stroke", "id", "transform", "font-family", "font-size", "font-weight",
    "font-style",
    "text-anchor", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray",
    "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "fill-opacity", "fill-rule", "color", "opacity", "class",
    "style", "clip-path",
    "patternUnits", "overflow", "xml:space", "dx", "dy", "dominant-baseline",
  ]

  /// - Parameter title: what the picture shows, for people who can't see it; gnuplot's own titles (`gnuplot_plot_1`)
  ///   would show up under the mouse, and are dropped.
  package static func filtered(_ bytes: [UInt8], title: String? = nil) throws(PlotError) -> [UInt8]
  {
    var scanner = Scanner(bytes: bytes, title: title)
    return try scanner.run()
  }

  private struct Scanner {
    let bytes: [UInt8]
    var place = 0
    var output: [UInt8] = []
    var open: [String] = []
    /// How deep in an element that is left out.
    var skipped = 0

    var title: String?

    init(bytes: [UInt8], title: String?) { (self.bytes, self.title) = (bytes, title) }

    mutating func run() throws(PlotError) -> [UInt8] {
      output.reserveCapacity(bytes.count)
      output += Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".utf8)
      while place < bytes.count {
        if bytes[place] != UInt8(ascii: "<") {
          let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
          if skipped == 0, !open.isEmpty {
            for byte in bytes[place..<end] { append(text: byte) }
          }
          place = end
        } else if starts("<?") {
          try skip(past: "?>")
        } else if starts("<!--") {
          try skip(past: "-->")
        } else if starts("<!") {
          try skip(past: ">")
        } else if starts("</") {
          try close()
        } else {
          try element()
        }
      }
      guard open.isEmpty, skipped == 0 else { throw malformed("an element is not closed") }
      output.append(UInt8(ascii: "\n"))
      return output
    }

    /// References were made by gnuplot (`&lt;`); a lone `>` or quote in text is harmless.
    private mutating func append(text byte: UInt8) { output.append(byte) }

    private func starts(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

    private mutating func skip(past text: String) throws(PlotError) {
      let wanted = Array(text.utf8)
      while place + wanted.count <= bytes.count {
        if bytes[place..<(place + wanted.count)].elementsEqual(wanted) {
          place += wanted.count
          return
        }
        place += 1
      }
      throw malformed("\(text) is missing")
    }

    private mutating func close() throws(PlotError) {
      place += 2
      let name = self.name()
      try skip(past: ">")
      if skipped > 0 {
        skipped -= 1
        return
      }
      guard open.popLast() == name else { throw malformed("</\(name)> closes another element") }
      output += Array("</\(name)>".utf8)
    }

    private mutating func element() throws(PlotError) {
      place += 1
      let name = self.name()
      let isKnown = SVGFilter.elements.contains(name) && skipped == 0
      var text = "<\(name)"
      while true {
        blanks()
        guard place < bytes.count else { throw malformed("a tag is not closed") }
        if starts("/>") {
          place += 2
          if isKnown { output += Array((text + "/>").utf8) }
          return
        }
        if bytes[place] == UInt8(ascii: ">") {
          place += 1
          if isKnown {
            open.append(name)
            output += Array((text + ">").utf8)
            if name == "svg", let words = title {
              output += Array("<title>\(SVGFilter.escaped(words))</title>".utf8)
              title = nil
            }
          } else {
            skipped += 1
          }
          return
        }
        let (attribute, value) = try attribute()
        if isKnown, let kept = SVGFilter.kept(attribute, value) {
          text += " \(attribute)=\"\(kept)\""
        }
      }
    }

    private mutating func attribute() throws(PlotError) -> (String, String) {
      let attribute = name()
      blanks()
      guard !attribute.isEmpty, place < bytes.count, bytes[place] == UInt8(ascii: "=") else {
        throw malformed("an attribute has no value")
      }
      place += 1
      blanks()
      guard place < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[place])
      else {
        throw malformed("an attribute is not quoted")
      }
      let quote = bytes[place]
      place += 1
      guard let end = bytes[place...].firstIndex(of: quote) else {
        throw malformed("an attribute is not closed")
      }
      let value = String(decoding: bytes[place..<end], as: UTF8.self)
      place = end + 1
      return (attribute, value)
    }

    private mutating func name() -> String {
      let start = place
      while place < bytes.count {
        switch bytes[place] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          place += 1
        default: return String(decoding: bytes[start..<place], as: UTF8.self)
        }
      }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func blanks() {
      while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private func malformed(_ what: String) -> PlotError {
      PlotError(.plotterFailed, "gnuplot made a malformed SVG: \(what) at byte \(place)")
    }
  }

  private static func escaped(_ text: String) -> String {
    TextCells.clean(text).map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\u{FFFE}", "\u{FFFF}": " "
      default: String(character)
      }
    }.joined()
  }

  /// An attribute's value as it may stand; `nil` if the attribute is to be left out.
  private static func kept(_ name: String, _ value: String) -> String? {
    if name == "xlink:href" || name == "href" {
      // Only to a part of the same picture.
      return value.hasPrefix("#")
        && value.dropFirst().allSatisfy {
          $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
        }
        ? value : nil
    }
    if name == "xmlns:xlink" { return value == "http://www.w3.org/1999/xlink" ? value : nil }
    guard attributes.contains(name) else { return nil }
    // No font of gnuplot's naming, but one that browsers have, with letters as wide as those it was
    // laid out with.
    if name == "font-family" { return "DejaVu Sans,Verdana,sans-serif" }
    if name == "xmlns" { return value == "http://www.w3.org/2000/svg" ? value : nil }
    let folded = value.lowercased()
    if folded.contains("javascript:") || folded.contains("expression(")
      || folded.contains("@import")
      || folded.contains("data:")
    {
      return nil
    }
    if let reference = folded.range(of: "url("),
      !folded[reference.upperBound...].drop(while: { " '\"".contains($0) }).hasPrefix("#")
    {
      return nil
    }
    return value.contains("<") || value.contains("\"") ? nil : value
  }
}

extension String {
  /// The first place of a text in it.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
