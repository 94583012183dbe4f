import CFiles
import Tables
import Testing

/// Where cells and records end, 64 bytes at a time.
struct CSVMarksTests {
  private static let start = ogive_marks_state(
    is_within: 0, ends_closing: 0, begins_cell: 1, ends_blank: 0, has_high: false, has_nul: false)

  /// What marks are to be, a byte at a time.
  private func marks(
    _ bytes: [UInt8], _ delimiter: UInt8, _ quote: UInt8
  ) -> [[UInt64]] {
    var found = [[UInt64]](repeating: [UInt64](repeating: 0, count: 7), count: bytes.count / 64)
    let isEnd = { (byte: UInt8) in byte == delimiter || byte == 10 || byte == 13 }
    let isBlank = { (byte: UInt8) in !isEnd(byte) && (byte == 32 || byte == 9) }
    var isWithin = false
    var (wasClosing, wasEnd, wasBlank) = (false, true, false)
    for (place, byte) in bytes.enumerated() {
      let mark = { (kind: Int) in found[place / 64][kind] |= 1 << UInt64(place % 64) }
      let isQuote = byte == quote && !isEnd(byte)
      let isOpening = isQuote && !isWithin
      let isEnd = isEnd(byte) && !isWithin
      // Of CRLF the second byte counts.
      let isPair = byte == 13 && place + 1 < bytes.count && bytes[place + 1] == 10
      if isEnd, !isPair { mark(0) }
      if isEnd, byte == 10 { mark(1) }
      if isEnd, byte == 13, !isPair { mark(2) }
      if isQuote { mark(3) }
      if isOpening, wasClosing { mark(4) }
      if wasClosing, !isEnd, !isOpening { mark(5) }
      if isOpening, !wasEnd, !wasClosing { mark(5) }
      if (isBlank(byte) && wasEnd) || (isEnd && wasBlank) { mark(6) }
      wasClosing = isQuote && isWithin
      if isQuote { isWithin.toggle() }
      (wasEnd, wasBlank) = (isEnd, isBlank(byte))
    }
    return found
  }

  /// Marks are what a look at each byte gives, whatever the pieces in which they are found.
  @Test(arguments: ["a,\"\n", "a, \"", "\"\n", "abcdefgh,\" \r\n", ",\"\"\"a"])
  func marks(signs: String) {
    let signs = Array(signs.utf8)
    var stream = CSVFuzzTests.Stream(state: 88_172_645_463_325_252)
    var wrong = 0
    for _ in 0..<300 {
      let bytes = (0..<256).map { _ in signs[stream.next(signs.count)] }
      for (delimiter, quote): (UInt8, UInt8) in [(44, 34), (32, 34), (34, 97), (44, 44)] {
        let expected = marks(bytes, delimiter, quote)
        for piece in 1...4 {
          var before = CSVMarksTests.start
          var found: [ogive_marks] = []
          while found.count < 4 {
            let count = min(piece, 4 - found.count)
            var some = [ogive_marks](repeating: ogive_marks(), count: count)
            (bytes + [0]).withUnsafeBufferPointer { bytes in
              guard let base = bytes.baseAddress else { return }
              ogive_find_marks(
                base + 64 * found.count, count, delimiter, quote, &before, &some)
            }
            found += some
          }
          let lists = found.map {
            [$0.ends, $0.feeds, $0.returns, $0.quotes, $0.doubled, $0.faults, $0.edges]
          }
          if lists != expected || before.has_high || before.has_nul { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  /// Bytes of 0, and of 128 and more, are seen wherever they stand.
  @Test func otherBytes() {
    for (byte, isHigh) in [(UInt8(0), false), (0x80, true), (0xFF, true), (0x7F, false)] {
      for place in 0..<192 {
        var bytes = [UInt8](repeating: 97, count: 193)
        bytes[place] = byte
        var state = CSVMarksTests.start
        var marks = [ogive_marks](repeating: ogive_marks(), count: 3)
        ogive_find_marks(bytes, 3, 44, 34, &state, &marks)
        #expect(state.has_high == isHigh && state.has_nul == (byte == 0))
      }
    }
  }

  /// A record's cells, a byte at a time: where each begins and ends, whether it is quoted and holds doubled quotes; and
  /// where the next record begins. The record is a regular one.
  private func record(_ bytes: [UInt8], from place: Int) -> (cells: [[Int]], next: Int) {
    var cells: [[Int]] = []
    var place = place
    while true {
      let isQuoted = bytes[place] == 34
      var end = isQuoted ? place + 1 : place
      let start = end
      var hasPairs = 0
      if isQuoted {
        while bytes[end] != 34 || bytes[end + 1] == 34 {
          if bytes[end] == 34 { hasPairs = 1 }
          end += bytes[end] == 34 ? 2 : 1
        }
        place = end + 1
      } else {
        while bytes[end] != 44, bytes[end] != 10, bytes[end] != 13 { end += 1 }
        place = end
      }
      cells.append([start, end - start, isQuoted ? 1 : 0, hasPairs])
      if bytes[place] == 44 {
        place += 1
        continue
      }
      return (cells, bytes[place] == 13 ? place + 2 : place + 1)
    }
  }

  /// Cells are what a look at each byte gives; what is irregular is left alone from the 64 bytes on in which it stands.
  @Test(arguments: [
    ["a", "abc", ""],
    ["", "b", "\"\"", "\"x\"", "\"\"\"\"", "\"y,\"\"\n\"\"z\"", "\"\r\n\""],
    ["\"a long one, over more than the end of 64 bytes, with \"\"pairs\"\" in it: x y z\"", "c"],
  ])
  func splitting(kinds: [String]) {
    var stream = CSVFuzzTests.Stream(state: 362_436_069)
    var wrong = 0
    var whole = 0
    for turn in 0..<400 {
      let width = 1 + stream.next(4)
      var text = ""
      while text.utf8.count < 256 {
        let odd = stream.next(40)
        let cells = width + (odd == 0 ? 1 : 0)
        text += (0..<cells).map { _ in stream.pick(kinds) }.joined(separator: ",")
        text += odd == 1 ? "\r" : turn % 3 == 0 ? "\r\n" : "\n"
      }
      let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
      let count = text.utf8.count / 64
      var state = CSVMarksTests.start
      var marks = [ogive_marks](repeating: ogive_marks(), count: count)
      ogive_find_marks(bytes, count, 44, 34, &state, &marks)
      let most = 1 + stream.next(200)
      var cells = [UInt64](repeating: 0, count: most * width + 8)
      var starts = [Int](repeating: -1, count: most)
      var split = ogive_split_state()
      split.origin = 5
      var done = 0
      while done < count {
        let some = min(1 + stream.next(3), count - done)
        let more = bytes.withUnsafeBufferPointer { bytes in
          bytes.baseAddress.map {
            ogive_split(
              $0 + 64 * done, Array(marks[done...]), some, width, 34, most, &split, &cells, &starts)
          } ?? 0
        }
        done += more
        if more < some { break }
      }
      if done == count { whole += 1 }
      var place = 0
      for row in 0..<split.rows {
        let expected = record(bytes, from: place)
        let found = cells[(row * width)..<(row * width + width)].map { bits in
          let cell = UInt64(bits)
          return [
            Int(cell & 0xFFFF_FFFF), Int(cell >> 32 & 0xFFF_FFFF), Int(cell >> 63),
            Int(cell >> 62 & 1),
          ]
        }
        if starts[row] != place + 5 || found != expected.cells { wrong += 1 }
        place = expected.next
      }
      if Int(split.record) != place || split.block != 64 * done || split.rows >= most { wrong += 1 }
      // Every line that ended before is there.
      let lines = marks.prefix(done).reduce(0) { $0 + $1.feeds.nonzeroBitCount }
      if lines != split.rows { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(whole > 20)
  }
}
