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
  }

  /// Reads records as long as they are of the given width and whole, and gives their number; ``next(_:limit:origin:)``
  /// says what is the matter with the record that follows them, if anything is.
  ///
  /// The same as `next` again and again, but 64 bytes at a time: delimiters and line ends are found as bits, and cells
  /// are looked at one by one only in stretches where a blank or a quote stands at the edge of one.
  /// - Parameters:
  ///   - cells: room for `most` records.
  ///   - starts: gets the place of each record.
  mutating func regularRecords(
    into cells: UnsafeMutablePointer<UInt64>, starts: UnsafeMutablePointer<Int>, shape: Shape
  ) -> Int {
    let base = self.base
    let count = self.count
    let delimiter = self.delimiter
    let quote = quoteByte ?? delimiter
    let hasQuotes = quoteByte != nil
    let hasTabs = delimiter == UInt8(ascii: "\t")
    let width = shape.width
    let origin = shape.origin
    var rows = 0
    var target = cells
    var recordStart = position
    var start = recordStart
    var found = 0
    var ends = 0
    // Where the 64 bytes begin; whether a cell begins with them, and whether an edge stood before them.
    var block = recordStart
    var beginsCell: UInt64 = 1
    var lastEdge: UInt64 = 0
    var isCarried = false
    outer: while rows < shape.most, recordStart < shape.bound, block < count {
      if block &- start > CSVTokenizer.longestCell &- 64 || block &- origin > 0x7000_0000 { break }
      let marks = ogive_marks_of(base + block, delimiter, quote)
      var places = marks.ends
      let hasEdges =
        (marks.edges & (places &<< 1 | beginsCell)) | (places & (marks.edges &<< 1 | lastEdge)) != 0
      // A cell that goes on from the block before may have begun with an edge there.
      let isCareful = hasEdges || isCarried
      isCarried = hasEdges || (isCarried && places == 0)
      beginsCell = places &>> 63
      lastEdge = marks.edges &>> 63
      while places != 0 {
        var place = block &+ places.trailingZeroBitCount
        places &= places &- 1
        // The second byte of CRLF.
        if place < start { continue }
        var from = start
        var to = place
        var flags: UInt64 = 0
        if isCareful {
          while from < to, base[from] == 0x20 || (base[from] == 0x09 && !hasTabs) { from &+= 1 }
          if hasQuotes, from < count, base[from] == quote {
            // To the closing quote, and on from the delimiter behind it.
            from &+= 1
            guard let end = quotedEnd(from: from) else { break outer }
            to = end.place
            flags = PackedCell.quoted | (end.isEscaped ? PackedCell.escaped : 0)
            place = to &+ 1
            while place < count, base[place] == 0x20 || (base[place] == 0x09 && !hasTabs) {
              place &+= 1
            }
            guard place < count,
              base[place] == delimiter || base[place] == 0x0A || base[place] == 0x0D
            else { break outer }
            if place &- block < 63 {
              places &= ~0 &<< UInt64(truncatingIfNeeded: place &- block &+ 1)
            } else {
              places = 0
              block = place &+ 1 &- 64
              beginsCell = 1
              lastEdge = 0
              isCarried = false
            }
          } else {
            while to > from, base[to &- 1] == 0x20 || (base[to &- 1] == 0x09 && !hasTabs) {
              to &-= 1
            }
            if to > from, from != start || to != place { flags = PackedCell.trimmed }
          }
        }
        // The zeros behind the file are no ends, but the loop may begin before a place it never reaches.
        if place >= count || found == width { break outer }
        target[found] =
          UInt64(truncatingIfNeeded: from &- origin) | UInt64(truncatingIfNeeded: to &- from) &<< 32
          | flags
        found &+= 1
        let byte = base[place]
        start = place &+ 1
        if byte == delimiter { continue }
        if found != width || (shape.endsEmpty && to != from) { break outer }
        if byte == 0x0A {
          ends |= 1
        } else if base[start] == 0x0A, start < count {
          start &+= 1
          ends |= 2
        } else {
          ends |= 4
        }
        starts[rows] = recordStart
        rows &+= 1
        target += width
        found = 0
        recordStart = start
        if rows == shape.most || recordStart >= shape.bound { break outer }
      }
      block &+= 64
    }
    position = recordStart
    lineEnds |= ends
    return rows
  }
}
