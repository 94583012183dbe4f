import Glibc
import LineEditor
import Testing

@Suite struct HistoryFileTests {
  /// A directory of its own for one test, removed with everything in it that a test makes.
  private func inDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/ogive-history-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
      for name in ["/deep/er/history", "/history"] { unlink(path + name) }
      for name in ["/deep/er", "/deep", ""] { rmdir(path + name) }
    }
    try body(path)
  }

  private func contents(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func decode(_ text: String, isTail: Bool = false, limit: Int = .max) -> [String] {
    Array(text.utf8).withUnsafeBufferPointer {
      HistoryFile.decoded($0, isTail: isTail, limit: limit)
    }
  }

  @Test(arguments: ["a", "a |\n  b", "a\n\n\tb", "x = \"a\\n\"", "日本 👩‍🚀 é", "a\n\n\nb"])
  func encodingComesBack(statement: String) {
    let text = HistoryFile.encoded("before") + HistoryFile.encoded(statement)
    #expect(decode(text + HistoryFile.encoded("after")) == ["before", statement, "after"])
  }

  @Test func readsFilesThatWereEdited() {
    #expect(decode("") == [])
    #expect(decode("\n\n a\n\n\tb\nc") == [" a", "b", "c"])
    #expect(decode("a\r\nb\u{1B}[2J\n") == ["a", "b[2J"])
    #expect(decode("\tfirst\nb\n") == ["\tfirst", "b"])
  }

  @Test func takesTheNewestAndNoHalfEntries() {
    #expect(decode("half\n\tof it\nb\nc\n", isTail: true) == ["b", "c"])
    #expect(decode("a\nb\n\tb2\nc\n", limit: 2) == ["b\nb2", "c"])
  }

  @Test func appendsPrivatelyAndMakesDirectories() throws {
    try inDirectory { directory in
      let file = HistoryFile(path: directory + "/deep/er/history")
      #expect(try file.newest() == [])
      try file.append("a |\n  b")
      try HistoryFile(path: file.path).append("c")
      #expect(try file.newest() == ["a |\n  b", "c"])
      #expect(try file.newest(1) == ["c"])
      #expect(try contents(file.path) == "a |\n\t  b\nc\n")
      var status = stat()
      #expect(stat(file.path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func anUnfinishedLineSwallowsNothing() throws {
    try inDirectory { directory in
      let path = directory + "/history"
      let file = try #require(fopen(path, "w"))
      fputs("torn", file)
      fclose(file)
      try HistoryFile(path: path).append("next")
      #expect(try HistoryFile(path: path).newest() == ["torn", "next"])
    }
  }

  @Test func cutsALongFileToItsNewestHalf() throws {
    try inDirectory { directory in
      let file = HistoryFile(path: directory + "/history", maximumBytes: 1000)
      for i in 0..<200 { try file.append("statement \(i) |\n  more") }
      let kept = try file.newest()
      #expect(kept.last == "statement 199 |\n  more")
      #expect(kept.count > 15 && kept.count < 60)
      #expect(kept.allSatisfy { $0.hasPrefix("statement ") && $0.hasSuffix(" |\n  more") })
      #expect(try contents(file.path).utf8.count <= 1000 + 30)
    }
  }

  @Test func saysWhatIsWrong() throws {
    let file = HistoryFile(path: "/proc/ogive/history")
    #expect(throws: HistoryFile.Problem.self) { try file.append("a") }
    #expect(throws: HistoryFile.Problem.self) { try HistoryFile(path: "/proc/self/mem/x").newest() }
  }
}
