import Diagnostics
import Engine
import Foundation
import Tables
import Testing

/// What the options of `load` do to a file of separated values.
@Suite final class LoadOptionsTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ogive-options-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func file(_ text: String, _ encoding: String.Encoding = .utf8) throws -> String {
    let url = folder.appendingPathComponent("t.csv")
    try #require(text.data(using: encoding)).write(to: url)
    return url.path
  }

  @Test func rowsAndColumnsAreChosen() throws {
    let path = try file("a,b,c\n" + (1...20).map { "\($0),x\($0),\($0 * 2)\n" }.joined())
    #expect(run("load(\"\(path)\", rows: 3)").rows.count == 3)
    let some = run("load(\"\(path)\", rows: 5..7, columns: [\"c\", \"a\"])")
    #expect(some.table.names == ["c", "a"])
    #expect(some.rows == [["10", "5"], ["12", "6"], ["14", "7"]])
    #expect(run("load(\"\(path)\", rows: 30..40)").table.rowCount == 0)
    #expect(run("load(\"\(path)\", rows: [1, 3])").code == "E37")
    #expect(run("load(\"\(path)\", rows: 0)").code == "E37")
    let unknown = run("load(\"\(path)\", columns: [\"bb\"])")
    #expect(unknown.code == "E21")
    #expect(unknown.error?.help == ["did you mean `b`?"])
  }

  @Test func encodingsAreFoundOrGiven() throws {
    let path = try file("name,n\nJos\u{E9},1\n", .isoLatin1)
    let found = run("load(\"\(path)\")")
    #expect(found.rows == [["José", "1"]])
    #expect(found.notes.contains("the characters are Latin-1; `encoding:` names another"))
    #expect(run("load(\"\(path)\", encoding: \"windows-1252\")").rows == [["José", "1"]])
    let refused = run("load(\"\(path)\", encoding: \"utf-8\", bad: \"fail\")")
    #expect(refused.code == "E51")
    let unknown = run("load(\"\(path)\", encoding: \"koi8-r\")")
    #expect(unknown.code == "E37")
    #expect(unknown.error?.candidates.contains("Latin-1") == true)
    let odd = try file("name,n\nJos\u{E9},12\n", .isoLatin1)
    #expect(run("load(\"\(odd)\", encoding: \"utf-16\")").code == "E51")
  }

  @Test func rejectedRowsAreATable() throws {
    let path = try file("a,b\n1,2\n3\n4,5,6\n7,8\n9,10\n")
    let all = run("t = load(\"\(path)\")\nrejects(t)")
    #expect(all.table.names == ["line", "byte", "reason", "text"])
    #expect(
      all.rows == [["3", "8", "1 cell, not 2", "3"], ["4", "10", "3 cells, not 2", "4,5,6"]])
    #expect(
      all.notes.contains("5 rows read = 3 kept + 2 rejected; 2 columns: a number, b number"))
    #expect(run("load(\"\(path)\", bad: \"keep\")").rows.count == 5)
    #expect(run("load(\"\(path)\", bad: \"fail\")").code == "E51")
    #expect(run("u = t | keep id > 1\nrejects(u)").code == "E37")
  }

  @Test func howItWasReadIsExplained() throws {
    let path = try file("a;b\n1;x, y\n2;z\n3;u\n")
    let notes = run("load(\"\(path)\", explain: true)").notes
    #expect(
      notes.contains("chosen: cells are separated by `;`: 4 of 4 rows have 2 cells"))
    #expect(notes.contains { $0.hasPrefix("runner-up: ") })
    let other = try file("a;b,c\nu;v,w\nx;y,z\n")
    let tie = run("load(\"\(other)\", explain: true)")
    #expect(tie.code == "E51")
    #expect(tie.error?.help == ["`delimiter: \",\"`", "`delimiter: \";\"`"])
    #expect(tie.error?.details.last?.hasPrefix("they differ first in line 1") == true)
  }
}
