/// What libedit is given to draw for a buffer: its code points with the continuation prompt behind
/// each line end, and only as many rows as the screen has.
///
/// libedit draws a line that contains line ends well as long as it fits on the screen, and confuses
/// its cursor when it doesn't. So a taller text is shown through a window of rows around the
/// cursor.
package struct BufferView: Equatable {
  /// The code points to draw.
  package private(set) var scalars: [Unicode.Scalar] = []
  /// The cursor stands before the code point at this index.
  package private(set) var cursor = 0
  /// Whether the window begins below the first row, so that the prompt must be the continuation's.
  package private(set) var beginsInside = false
  /// The cursor's row and column on the screen, counted from 0 at the first row shown.
  package private(set) var cursorRow = 0
  package private(set) var cursorColumn = 0

  /// - Parameters:
  ///   - promptWidth: the columns of the prompt before the first line.
  ///   - columns, rows: the screen's size.
  package init(
    _ buffer: EditBuffer, promptWidth: Int, continuation: String, columns: Int, rows: Int
  ) {
    let columns = max(columns, 2)
    let continuationScalars = Array(continuation.unicodeScalars)
    let continuationWidth = DisplayWidth.of(continuation)
    var layout = Layout(columns: columns, column: promptWidth)
    for (i, character) in buffer.characters.enumerated() {
      if i == buffer.cursor { layout.markCursor(before: character) }
      layout.add(character, at: i, continuationWidth)
    }
    if buffer.isAtEnd { layout.markCursor(before: nil) }
    let starts = layout.rowStarts
    let total = starts.count + layout.promptRows

    var range = 0..<buffer.characters.count
    var firstRow = 0
    // Two rows are kept free: one below, and one because a prompt in the middle of a long line
    // pushes its end down.
    let height = max(1, rows - 2)
    if total > rows - 1, starts.count > height {
      let cursorIndex = starts.lastIndex { $0 <= buffer.cursor } ?? 0
      firstRow = max(0, min(cursorIndex - height / 2, starts.count - height))
      let endRow = firstRow + height
      range = starts[firstRow]..<(endRow < starts.count ? starts[endRow] : buffer.characters.count)
      if endRow < starts.count, range.upperBound > range.lowerBound,
        buffer.characters[range.upperBound - 1] == "\n"
      {
        range = range.lowerBound..<range.upperBound - 1
      }
    }
    beginsInside = firstRow > 0
    for i in range {
      if i == buffer.cursor { cursor = scalars.count }
      let character = buffer.characters[i]
      if character == "\n" {
        scalars.append("\n")
        scalars.append(contentsOf: continuationScalars)
      } else {
        scalars.append(contentsOf: DisplayWidth.shown(character))
      }
    }
    if buffer.cursor >= range.upperBound { cursor = scalars.count }
    cursorRow = layout.cursorRow - firstRow
    cursorColumn = layout.cursorColumn
  }

  /// Adds text behind everything, with the cursor behind it, such as "^C".
  package mutating func append(_ text: String) {
    scalars.append(contentsOf: text.unicodeScalars)
    cursor = scalars.count
  }

  /// Where characters come to stand on a screen of unlimited height.
  private struct Layout {
    let columns: Int
    let promptRows: Int
    var column: Int
    /// The index of the first character of each row behind the prompt.
    var rowStarts = [0]
    var cursorRow = 0
    var cursorColumn = 0

    init(columns: Int, column: Int) {
      self.columns = columns
      self.promptRows = column / columns
      self.column = column % columns
    }

    private var row: Int { promptRows + rowStarts.count - 1 }

    mutating func markCursor(before character: Character?) {
      let width = character.map { $0 == "\n" ? 0 : DisplayWidth.of($0) } ?? 0
      let wraps = column + width > columns || column == columns
      (cursorRow, cursorColumn) = wraps ? (row + 1, 0) : (row, column)
    }

    mutating func add(_ character: Character, at index: Int, _ continuationWidth: Int) {
      if character == "\n" {
        rowStarts.append(index + 1)
        column = continuationWidth % columns
        return
      }
      let width = DisplayWidth.of(character)
      if column + width > columns {
        rowStarts.append(index)
        column = 0
      }
      column += width
    }
  }
}
