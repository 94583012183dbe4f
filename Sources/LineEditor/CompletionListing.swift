/// How completion candidates are inserted and listed.
package enum CompletionListing {
  /// The longest beginning that all the texts share, in whole characters.
  package static func commonPrefix(_ texts: [String]) -> String {
    guard var prefix = texts.first.map({ $0[...] }) else { return "" }
    for text in texts.dropFirst() {
      var (i, j) = (prefix.startIndex, text.startIndex)
      while i < prefix.endIndex, j < text.endIndex, prefix[i] == text[j] {
        prefix.formIndex(after: &i)
        text.formIndex(after: &j)
      }
      prefix = prefix[..<i]
    }
    return String(prefix)
  }

  /// Lists of at most this many candidates give each a row with its summary.
  private static let describedCount = 12

  /// The candidates as rows of at most `columns` columns and `rows` rows: sorted, aligned, each
  /// label followed by its kind. What doesn't fit is counted in a last row. `dim` wraps what is to
  /// be shown dim.
  package static func rows(
    _ candidates: [Completion], columns: Int, rows: Int, dim: (String) -> String
  ) -> [String] {
    // A wider list would wrap in a terminal that breaks lines that end at its margin.
    let columns = max(columns - 1, 8)
    let rows = max(rows, 2)
    let sorted = candidates.map { (key: SortKey($0), candidate: $0) }
      .sorted { $0.key < $1.key }.map(\.candidate)
    let isDescribed =
      sorted.count <= min(describedCount, rows) && sorted.contains { !$0.summary.isEmpty }
    return isDescribed
      ? described(sorted, columns, dim) : tabulated(sorted, columns, rows, dim)
  }

  private static func described(
    _ candidates: [Completion], _ columns: Int, _ dim: (String) -> String
  ) -> [String] {
    let labels = candidates.map { DisplayWidth.fitted($0.label, in: columns) }
    let labelWidth = labels.map { DisplayWidth.of($0) }.max() ?? 0
    let kindWidth = candidates.map { DisplayWidth.of($0.kind) }.max() ?? 0
    return zip(candidates, labels).map { candidate, label in
      var rest = candidate.kind
      if !candidate.summary.isEmpty {
        rest = padded(rest, to: kindWidth) + (kindWidth > 0 ? "  " : "") + candidate.summary
      }
      let room = columns - labelWidth - 2
      guard room > 3, !rest.isEmpty else { return label }
      return padded(label, to: labelWidth) + "  " + dim(DisplayWidth.fitted(rest, in: room))
    }
  }

  private static func tabulated(
    _ candidates: [Completion], _ columns: Int, _ rows: Int, _ dim: (String) -> String
  ) -> [String] {
    let gap = 2
    let labels = candidates.map { DisplayWidth.fitted($0.label, in: columns) }
    let labelWidth = labels.map { DisplayWidth.of($0) }.max() ?? 0
    var kindWidth = candidates.map { DisplayWidth.of($0.kind) }.max() ?? 0
    if labelWidth + 1 + kindWidth > columns { kindWidth = 0 }
    let cell = labelWidth + (kindWidth > 0 ? 1 + kindWidth : 0)
    let across = max(1, (columns + gap) / (cell + gap))
    var down = (candidates.count + across - 1) / across
    var shown = candidates.count
    if down > rows {
      down = rows - 1
      shown = down * across
    }
    var lines: [String] = []
    for row in 0..<down {
      var line = ""
      for column in 0..<across where column * down + row < shown {
        let i = column * down + row
        let isLast = (column + 1) * down + row >= shown || column == across - 1
        let kind = kindWidth > 0 ? candidates[i].kind : ""
        if column > 0 { line += String(repeating: " ", count: gap) }
        let label = isLast && kind.isEmpty ? labels[i] : padded(labels[i], to: labelWidth)
        line += label
        if kindWidth > 0, !kind.isEmpty {
          line += " " + dim(isLast ? kind : padded(kind, to: kindWidth))
        } else if kindWidth > 0, !isLast {
          line += String(repeating: " ", count: kindWidth + 1)
        }
      }
      lines.append(line)
    }
    if shown < candidates.count {
      lines.append(dim(DisplayWidth.fitted("… \(candidates.count - shown) more", in: columns)))
    }
    return lines
  }

  /// Orders labels without regard to case, and runs of digits in them by their value.
  private struct SortKey: Comparable {
    private let pieces: [(text: String, number: Int)]
    private let label: String

    init(_ candidate: Completion) {
      label = candidate.label + "\n" + candidate.kind
      var pieces: [(text: String, number: Int)] = []
      var rest = candidate.label.lowercased()[...]
      while !rest.isEmpty {
        let text = rest.prefix { !("0"..."9").contains($0) }
        let digits = rest.dropFirst(text.count).prefix { ("0"..."9").contains($0) }
        pieces.append((String(text), digits.isEmpty ? -1 : Int(digits) ?? .max))
        rest = rest.dropFirst(text.count + digits.count)
      }
      self.pieces = pieces
    }

    static func == (a: SortKey, b: SortKey) -> Bool { a.label == b.label }

    static func < (a: SortKey, b: SortKey) -> Bool {
      for (x, y) in zip(a.pieces, b.pieces) where x != y { return x < y }
      return (a.pieces.count, a.label) < (b.pieces.count, b.label)
    }
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }
}
