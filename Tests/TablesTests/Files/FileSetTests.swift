import Diagnostics
import Glibc
import Tables
import Testing

@Suite struct FileSetTests {
  private func failure(_ path: String, _ options: CSVOptions = CSVOptions()) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try FileSet(path)?.read(options: options)
      return nil
    } catch {
      return error
    }
  }

  @Test func aPatternStacksItsFilesInOrder() throws {
    let folder = try TemporaryFolder()
    try folder.write("2024-02.csv", "b,a\n3,x\n")
    try folder.write("2024-01.csv", "a,b\ny,1\nz,2\n")
    try folder.write("2023-12.csv", "other\n1\n")
    try folder.write(".2024-00.csv", "hidden\n1\n")
    let set = try #require(try FileSet(folder.path + "/2024-*.csv"))
    let stack = try set.read()
    #expect(stack.loaded.table.names == ["file", "a", "b"])
    #expect(
      rows(stack.loaded.table) == [
        ["2024-01.csv", "y", "1"], ["2024-01.csv", "z", "2"], ["2024-02.csv", "x", "3"],
      ])
    #expect(stack.loaded.table.origin == nil)
    #expect(stack.parts.map(\.table.origin?.rows) == [2, 1])
    #expect(
      stack.loaded.notes.map(\.text) == ["3 rows from 2 files: 2024-01.csv (2), 2024-02.csv (1)"])
    #expect(try set.read(column: nil).loaded.table.names == ["a", "b"])
    #expect(try set.read(column: "source").loaded.table.names == ["source", "a", "b"])
  }

  @Test func columnsThatAFileHasNotAreMissing() throws {
    let folder = try TemporaryFolder()
    try folder.write("1.csv", "a,b\n1,2\n")
    try folder.write("2.csv", "a,c\n3,\"x y\"\n")
    let loaded = try #require(try FileSet(folder.path)).read().loaded
    #expect(
      rows(loaded.table) == [["1.csv", "1", "2", "missing"], ["2.csv", "3", "missing", "x y"]])
    #expect(loaded.notes.filter { $0.kind == .missing }.count == 2)
  }

  @Test func aFolderGivesItsTables() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.jsonl", "{\"x\": 1}\n")
    try TableFile.write(try made([("x", [.number(2)])]), to: folder.path + "/b.jsonl.gz")
    try folder.write("README.md", "# no table")
    mkdir(folder.path + "/inner", 0o755)
    try folder.write("inner/c.jsonl", "{\"x\": 3}\n")
    let loaded = try #require(try FileSet(folder.path + "/")).read().loaded
    #expect(rows(loaded.table) == [["a.jsonl", "1"], ["b.jsonl.gz", "2"]])
    #expect(loaded.notes.first?.text == "1 other file in the folder left out: README.md")
    // In several folders names repeat, so that paths are needed.
    try folder.write("inner/a.jsonl", "{\"x\": 4}\n")
    let all = try #require(try FileSet(folder.path + "/*/../*/a.jsonl"))
    #expect(all.paths.count == 1)
    let both = try #require(try FileSet(folder.path + "/[.i]*/../a.jsonl"))
    #expect(both.paths == [folder.path + "/inner/../a.jsonl"])
  }

  @Test func conflictsNameTheFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write("1.csv", "a\n1\n")
    try folder.write("2.csv", "a\n2\n")
    try folder.write("3.csv", "a\nx\n")
    let error = try #require(failure(folder.path + "/*.csv"))
    #expect(error.code == .wrongKind)
    #expect(error.message == "`a` is a number column in 1.csv, a text column in 3.csv")
    #expect(failure(folder.path + "/*.csv", CSVOptions(types: ["a": .text])) == nil)
    try folder.write("4.csv", "file\nx\n")
    #expect(failure(folder.path + "/4*.csv")?.code == .columnExists)
    try folder.write("5.csv", "a,b\n1\n")
    #expect(failure(folder.path + "/5*.csv")?.code == .malformedFile)
  }

  @Test func whatGivesNoTableIsSaid() throws {
    let folder = try TemporaryFolder()
    #expect(failure(folder.path + "/*.csv")?.message.hasPrefix("no file matches") == true)
    #expect(failure(folder.path)?.message.hasSuffix("holds no tables") == true)
    try folder.write("a.csv", "a\n1\n")
    try folder.write("b.json", "[]")
    let error = try #require(failure(folder.path))
    #expect(error.message.hasSuffix("holds tables of several formats"))
    #expect(error.details == ["1 .csv, 1 .json"])
    // Single files aren't sets, one called like a pattern among them.
    #expect(try FileSet(folder.path + "/a.csv") == nil)
    #expect(try FileSet(folder.path + "/none.csv") == nil)
    try folder.write("a*.csv", "a\n1\n")
    #expect(try FileSet(folder.path + "/a*.csv") == nil)
    #expect(try FileSet("/dev/null\u{0}*") == nil)
  }

  @Test func rejectsNameTheirFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("1.csv", "a,b\n1,2\n3\n")
    try folder.write("2.csv", "a,b\n4,5\n")
    let loaded = try #require(try FileSet(folder.path)).read(options: CSVOptions(bad: .reject))
      .loaded
    #expect(loaded.table.rowCount == 2)
    #expect(loaded.rejects.count == 1)
    #expect(loaded.rejects.first?.reason.hasPrefix("1.csv: ") == true)
  }
}
