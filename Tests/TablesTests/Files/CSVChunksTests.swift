import Diagnostics
import Glibc
import Numerics
import Synchronization
import Tables
import Testing

/// Files of several chunks (of 4 MB), and the loop over 64 bytes at once beside the one over bytes.
struct CSVChunksTests {
  /// A text column as it must be: each text once, in the order of first appearance, whatever the chunks and threads.
  private func check(_ column: Column, _ expected: [String?]) throws {
    guard case .text(let texts) = column.values else {
      Issue.record("\(column.type)")
      return
    }
    let distinct = texts.distinct.map { Array($0.utf8) }
    #expect(Set(distinct).count == distinct.count)
    var seen = Set<[UInt8]>()
    var order: [[UInt8]] = []
    var isUsed = [Bool](repeating: false, count: distinct.count)
    var wrong = 0
    for (row, text) in expected.enumerated() {
      let isMissing = column.missing?[row] ?? false
      guard let text else {
        wrong += isMissing ? 0 : 1
        continue
      }
      let bytes = Array(text.utf8)
      if seen.insert(bytes).inserted { order.append(bytes) }
      let code = Int(texts.codes[row])
      isUsed[code] = true
      if isMissing || distinct[code] != bytes { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(texts.count == expected.count)
    // Rows without a text may have left an empty one behind.
    #expect(zip(distinct, isUsed).filter { $1 || !$0.isEmpty }.map { $0.0 } == order)
  }

  /// Texts of which few are repeated leave the table of those met before; repeats are found all the same.
  @Test(arguments: [1, 2, 50])
  func nearlyUniqueTexts(repeats: Int) throws {
    var text = "n,plain,quoted\n"
    var plain: [String?] = []
    var quoted: [String?] = []
    for row in 0..<120_000 {
      let number = row % 1000 < repeats ? row % 700 : row
      plain.append(
        row % 10_007 == 5 ? nil : number % 3 == 0 ? "k\(number)" : "a longer text, no. \(number)")
      quoted.append(number % 5 == 0 ? "say \"\(number)\"" : "\(number)\n\u{E9}\(number), \"\"")
      let one = plain[row].map { $0.contains(",") ? "\"\($0)\"" : $0 } ?? ""
      let other = (quoted[row] ?? "").split(separator: "\"", omittingEmptySubsequences: false)
      text += "\(row),\(one),\"\(other.joined(separator: "\"\""))\"\n"
    }
    let table = try read(text).table
    #expect(table.rowCount == 120_000)
    try check(table.columns[1], plain)
    try check(table.columns[2], quoted)
  }

  /// Texts that are canonically equivalent are one text, in whatever script, and others stay apart.
  @Test(arguments: [
    ("\u{439}", "\u{438}\u{306}"), ("\u{304C}", "\u{304B}\u{3099}"),
    ("\u{AC01}", "\u{1100}\u{1161}\u{11A8}"), ("\u{E9}", "e\u{301}"), ("\u{C5}", "\u{212B}"),
    ("\u{B7}", "\u{387}"), ("\u{3A9}", "\u{2126}"), ("\u{2002}", "\u{2000}"),
    ("\u{8C48}", "\u{F900}"),
  ])
  func equivalentTexts(composed: String, other: String) throws {
    let apart = ["\u{439}", "\u{438}", "\u{304C}", "\u{4E00}", "\u{1F600}", "\u{20AC}", "\u{2019}"]
    let texts = [composed, "x", other] + apart
    let table = try read("k,n\n" + texts.map { "\($0)a,1\n" }.joined()).table
    guard case .text(let values) = table.columns[0].values else {
      Issue.record("\(table.columns[0].type)")
      return
    }
    #expect(values.codes[0] == values.codes[2])
    #expect(values.distinct.count == Set(texts).count)
  }

  /// Two threads read chunks in whatever order they come to them; one reads them in the file's.
  @Test func threadsDoNotShow() throws {
    var text = "id,key,note,value\n"
    for row in 0..<200_000 {
      let note = row % 9 == 0 ? "\"note, \(row % 31)\"" : "note \(row * 7919 % 5003)"
      text +=
        "\(row),key\(row * 31 % 190_000),\(note),\(row % 50_000 == 49_999 ? 0.5 : Double(row))\n"
    }
    let bytes = Array(text.utf8)
    let several = try read(bytes).table
    let found = Mutex<[Table?]>([nil, nil])
    // A loop within a loop runs on its own thread.
    try Parallel.forEachRange(count: 2, grain: 1) { range in
      for place in range {
        let table = try? read(bytes).table
        found.withLock { $0[place] = table }
      }
    }
    for one in found.withLock({ $0 }) {
      let one = try #require(one)
      #expect(several.firstDifference(from: one) == nil)
      for (a, b) in zip(several.columns, one.columns) {
        if case .text(let x) = a.values, case .text(let y) = b.values {
          #expect(x.distinct == y.distinct)
          #expect(Array(x.codes) == Array(y.codes))
        }
      }
    }
  }

  /// Quotes within cells make chunks begin at the wrong places; then all are read again.
  @Test func misleadingQuotes() throws {
    var text = "id,size,note\n"
    for row in 0..<230_000 { text += "\(row),\(row % 3 == 1 ? "5\" pipe" : "pipe"),\"a\nb\"\n" }
    let table = try read(text).table
    #expect(table.rowCount == 230_000)
    #expect(types(table) == [.number, .text, .text])
    var wrong = 0
    for row in 0..<230_000 {
      let cells = table.columns.map { $0[row] }
      let size = row % 3 == 1 ? "5\" pipe" : "pipe"
      if cells != [.number(Double(row)), .text(size), .text("a\nb")] { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  /// A NUL in one row makes the reader go byte by byte, so what it then keeps is what it must keep without that row.
  @Test func fastAndSlowAgree() throws {
    var stream = CSVFuzzTests.Stream(state: 7_654_321)
    let pieces = [
      "\"", "\"\"", ",", ",", "\n", "\r\n", " ", "x", "\"a,b\"", ",\"q\"\"q\"", "\"\n\"", "12",
      "a longer piece of text that goes over the end of 64 bytes", "\r",
    ]
    var kept = 0
    for _ in 0..<1500 {
      var body = ""
      for _ in 0..<stream.next(60) {
        body += pieces[stream.next(pieces.count)]
        if stream.next(3) == 0 { body += ",y\n1,z\n" }
      }
      // Closed and ended, so that the row with the NUL is one of its own.
      if body.filter({ $0 == "\"" }).count % 2 == 1 { body += "\"" }
      let options = CSVOptions(
        delimiter: UInt8(ascii: ","), header: true, types: ["a": .text, "b": .text], bad: .reject)
      guard let fast = try? read("a,b\n\"u\",v\n" + body + "\n", options),
        let slow = try? read("a,b\nn\u{0}n,v\n\"u\",v\n" + body + "\n", options)
      else { continue }
      kept += 1
      #expect(rows(fast.table) == rows(slow.table), "\(body.debugDescription)")
    }
    #expect(kept > 700)
  }

  /// Another program cuts the file short while it is mapped: an error, not the end of the process.
  @Test func fileCutShort() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/cut.csv"
    var line = "a,b\n"
    for row in 0..<20_000 { line += "\(row),text \(row)\n" }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let bytes = Array(line.utf8)
    var size = 0
    while size < 80 << 20 { size += max(1, write(descriptor, bytes, bytes.count)) }
    // Once it is mapped only its first page is left.
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        for _ in 0..<10_000 where !CSVChunksTests.isMapped("cut.csv") { usleep(200) }
        ftruncate(Int32(truncatingIfNeeded: Int(bitPattern: argument)), 4096)
        return nil
      }, UnsafeMutableRawPointer(bitPattern: Int(descriptor)))
    #expect(throws: Diagnostic.self) { try CSVReader.read(path: path) }
    pthread_join(thread, nil)
  }

  /// Whether this process has a file of that name in its memory.
  private static func isMapped(_ name: String) -> Bool {
    guard let maps = fopen("/proc/self/maps", "re") else { return false }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, 4096, maps) != nil {
      if strstr(line, name) != nil { return true }
    }
    return false
  }
}
