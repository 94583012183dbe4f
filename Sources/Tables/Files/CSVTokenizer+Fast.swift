internal import CFiles
internal import Glibc

extension CSVTokenizer {
  /// What a call of ``regularRecords(into:starts:shape:)`` is to give.
  struct Shape {
    /// Cells of a record.
    var width: Int
    /// Whether the last cell of each record must be empty.
    var endsEmpty: Bool
    /// What cells' places are counted from.
    var origin: Int
    /// Records at most.
    var most: Int
    /// No record is read that begins here or after.
    var bound: Int
    /// Room for ``mostMarks``.
    var marks: UnsafeMutablePointer<ogive_marks>

    /// As many marks are found at a time: of a kilobyte.
    static let mostMarks = 16
    /// Cells for which there must be room behind those of all records.
    static let spareCells = 8
  }

  /// Reads records as long as they are of the given width and whole, and gives their number; ``next(_:limit:origin:)``
  /// says what is the matter with the record that follows them, if anything is.
  ///
  /// The same as `next` again and again, but 64 bytes at a time: delimiters, line ends and quotes are found as bits. The
  /// parity of the quotes so far says what stands within them, as long as each opens a cell, closes one or is doubled;
  /// the record in which one doesn't is left to `next`. Cells are looked at one by one only in stretches where a blank
  /// stands at the edge of one, a line ends in a carriage return alone or a record has too few or too many.
  /// - Parameters:
  ///   - cells: room for `most` records and ``Shape/spareCells``.
  ///   - starts: gets the place of each record.
  mutating func regularRecords(
    into cells: UnsafeMutablePointer<UInt64>, starts: UnsafeMutablePointer<Int>, shape: Shape
  ) -> Int {
    let base = self.base
    let count = self.count
    let delimiter = self.delimiter
    let quote = quoteByte ?? delimiter
    let hasTabs = delimiter == UInt8(ascii: "\t")
    let width = shape.width
    let origin = shape.origin
    var rows = 0
    var recordStart = position
    var start = recordStart
    var found = 0
    var ends = 0
    // Where the 64 bytes begin, and whether the cell at their beginning began with a blank, has quotes, has doubled ones.
    var block = recordStart
    var isCarried = false
    var hadQuotes = false
    var hadDoubled = false
    // The marks that were found; few at first, for the first record may be an irregular one.
    var state = ogive_marks_state(
      is_within: 0, ends_closing: 0, begins_cell: 1, ends_blank: 0, has_high: false, has_nul: false)
    var markCount = 0
    var nextMark = 0
    outer: while rows < shape.most, recordStart < shape.bound, block < count {
      if block &- start > CSVTokenizer.longestCell &- 64 &* Shape.mostMarks
        || block &- origin > 0x7000_0000
      {
        break
      }
      if nextMark == markCount {
        markCount = min(markCount == 0 ? 4 : Shape.mostMarks, (count &- block &+ 63) / 64)
        ogive_find_marks(base + block, markCount, delimiter, quote, &state, shape.marks)
        nextMark = 0
      }
      let marks = shape.marks[nextMark]
      if marks.edges | marks.returns | marks.faults == 0, !isCarried, !shape.endsEmpty {
        let whole = min(markCount &- nextMark, (min(shape.bound, count) &- block) / 64)
        var split = ogive_split_state(
          origin: origin, block: UInt64(block &- origin), start: UInt64(start &- origin),
          record: UInt64(recordStart &- origin), found: found, rows: rows, had_quotes: hadQuotes,
          had_doubled: hadDoubled, line_ends: 0)
        let done = ogive_split(
          base + block, shape.marks + nextMark, max(0, whole), width, quote, shape.most, &split,
          cells, starts)
        if done > 0 {
          (start, recordStart) = (origin &+ Int(split.start), origin &+ Int(split.record))
          (found, rows) = (split.found, split.rows)
          (hadQuotes, hadDoubled) = (split.had_quotes, split.had_doubled)
          ends |= Int(split.line_ends)
          nextMark &+= done
          block &+= 64 &* done
          continue
        }
      }
      nextMark &+= 1
      let isIrregular = marks.faults != 0
      // Up to the first fault.
      var places = isIrregular ? marks.ends & (marks.faults &- 1) & ~marks.faults : marks.ends
      var doubled = marks.doubled
      let hasQuotes = marks.quotes != 0 || hadQuotes
      if hasQuotes { hadQuotes = marks.quotes != 0 || places == 0 }
      // A cell that goes on from the block before may have begun with a blank there.
      let isCareful = marks.edges != 0 || isCarried
      isCarried = marks.edges != 0 || (isCarried && places == 0)
      while places != 0 {
        let bit = UInt64(truncatingIfNeeded: places.trailingZeroBitCount)
        let place = block &+ Int(truncatingIfNeeded: bit)
        places &= places &- 1
        let byte = base[place]
        let isPair = byte == 0x0A && place > start && base[place &- 1] == 0x0D
        let end = isPair ? place &- 1 : place
        var (from, to) = (start, end)
        var flags: UInt64 = 0
        if hasQuotes, base[from] == quote, from < to {
          from &+= 1
          to &-= 1
          flags = PackedCell.quoted
          let own = doubled & ((1 &<< bit) &- 1)
          if own != 0 || hadDoubled {
            flags |= PackedCell.escaped
            doubled &= ~own
            hadDoubled = false
          }
        } else if isCareful {
          while from < to, base[from] == 0x20 || (base[from] == 0x09 && !hasTabs) { from &+= 1 }
          while to > from, base[to &- 1] == 0x20 || (base[to &- 1] == 0x09 && !hasTabs) {
            to &-= 1
          }
          if to > from, from != start || to != end { flags = PackedCell.trimmed }
        }
        // The zeros behind the file are no ends, but the loop may begin before a place it never reaches.
        if place >= count || found == width { break outer }
        cells[rows &* width &+ found] =
          PackedCell(start: from &- origin, length: to &- from, flags: flags).bits
        found &+= 1
        start = place &+ 1
        if byte == delimiter { continue }
        if found != width || (shape.endsEmpty && to != from) { break outer }
        ends |= isPair ? 2 : byte == 0x0A ? 1 : 4
        starts[rows] = recordStart
        rows &+= 1
        found = 0
        recordStart = start
        if rows == shape.most || recordStart >= shape.bound { break outer }
      }
      if isIrregular { break }
      if doubled != 0 { hadDoubled = true }
      block &+= 64
    }
    position = recordStart
    lineEnds |= ends
    if state.has_high || state.has_nul { sawOthers = true }
    return rows
  }
}
