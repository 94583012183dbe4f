import Diagnostics
import Engine
import Glibc
import Tables
import Testing

@Suite struct LoadFunctionTests {
  @Test func aSavedTableIsLoadedAsItWas() {
    var template = Array("/tmp/ogive-load-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      Issue.record("no folder")
      return
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = folder + "/t.csv"
    defer {
      unlink(path)
      rmdir(folder)
    }
    let saved = run("t | save \"\(path)\"")
    #expect(saved.error == nil)
    #expect(saved.outputCount == 0)
    #expect(saved.notes == ["saved \(path)"])
    let loaded = run("load(\"\(path)\")")
    #expect(loaded.rows == run("t").rows)
    #expect(
      loaded.notes.first
        == "6 rows read = 6 kept + 0 rejected; 3 columns: id number, team text, age number")
    #expect(run("load(\"\(path)\", types: [\"id: text\"])").table["id"]?.type == .text)
  }

  @Test func wrongFilesAndOptionsAreRefused() {
    #expect(run("load(\"no-such-file.csv\")").code == "E50")
    #expect(run("load(\"x.csv\", delimiter: \"ab\")").code == "E37")
    #expect(run("load(\"x.csv\", types: [\"a: thing\"])").code == "E37")
    #expect(run("t | save \"t.doc\"").code == "E53")
    #expect(run("dataset(\"cars\") | fit linear(dist ~ speed) | save \"m.csv\"").code == "E53")
  }

  @Test func dataSetsAreListedAndLoaded() {
    #expect(run("datasets()").table.rowCount == Dataset.all.count)
    #expect(run("dataset(\"women\")").table.rowCount == 15)
    #expect(run("dataset(\"wimen\")").error?.help == ["did you mean `women`?"])
  }

  @Test func formatsGoThereAndBackAndSeveralFilesAreOneTable() {
    var template = Array("/tmp/ogive-load-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      Issue.record("no folder")
      return
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let names = ["t.jsonl", "t.json", "t.csv.gz", "t.tsv.gz", "t.ndjson.gz", "a-1.csv", "a-2.csv"]
    defer {
      for name in names { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    for name in names {
      #expect(run("t | save \"\(folder)/\(name)\"").error == nil)
      #expect(run("load(\"\(folder)/\(name)\")").rows == run("t").rows)
    }
    let both = run("load(\"\(folder)/a-*.csv\")")
    #expect(both.table.names == ["file", "id", "team", "age"])
    #expect(both.table.rowCount == 12)
    #expect(both.notes.contains("12 rows from 2 files: a-1.csv (6), a-2.csv (6)"))
    #expect(run("load(\"\(folder)/a-*.csv\", file: false)").table.names == ["id", "team", "age"])
    #expect(run("load(\"\(folder)/a-*.csv\", file: \"id\")").code == "E26")
    #expect(run("load(\"\(folder)/a-1.csv\", file: \"id\")").code == "E37")
    #expect(run("load(\"\(folder)\")").error?.message.contains("several formats") == true)
    #expect(run("load(\"\(folder)/a-*.csv\", memory: \"100\")").code == "E82")
    #expect(run("load(\"\(folder)/a-1.csv\", memory: \"much\")").marked == "memory: \"much\"")
    #expect(run("load(\"\(folder)/t.jsonl\", delimiter: \";\")").code == "E37")
  }

  @Test func databasesGoThereAndBack() {
    var template = Array("/tmp/ogive-load-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      Issue.record("no folder")
      return
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = folder + "/shop.db"
    defer {
      unlink(path)
      unlink(folder + "/t.csv")
      rmdir(folder)
    }
    #expect(run("t | save \"\(path)\"").code == "E35")
    #expect(run("t | save \"\(path)\", table: \"people\"").notes == ["saved \(path)"])
    let loaded = run("load(\"\(path)\")")
    #expect(loaded.rows == run("t").rows)
    #expect(
      loaded.notes == [
        "6 rows read = 6 kept + 0 rejected; 3 columns: id number, team text, age number",
        "`people` is the only table",
      ])
    #expect(run("t | save \"\(path)\", table: \"people\"").code == "E52")
    #expect(run("t | first 2 | save \"\(path)\", table: \"people\", replace: true").error == nil)
    #expect(run("t | save \"\(path)\", table: \"all\"").error == nil)
    #expect(run("load(\"\(path)\", table: \"people\")").table.rowCount == 2)
    #expect(run("load(\"\(path)\")").code == "E35")
    #expect(
      run("load(\"\(path)\", query: \"select count(*) as n from 'all'\")").column("n") == ["6"])

    let table = run("load(\"\(path)\", table: \"peple\")")
    #expect(table.code == "E37")
    #expect(table.marked == "table: \"peple\"")
    #expect(table.error?.help == ["did you mean `people`?"])
    let query = run("load(\"\(path)\", query: \"drop table people\")")
    #expect(query.code == "E37")
    #expect(query.marked == "query: \"drop table people\"")
    #expect(run("load(\"\(path)\", table: \"people\", query: \"select 1\")").code == "E37")
    #expect(run("load(\"\(path)\", delimiter: \";\")").marked == "delimiter: \";\"")
    #expect(run("load(\"\(path)\", bad: \"reject\")").code == "E37")
    #expect(run("load(\"\(path)\", table: \"all\", memory: \"10\")").code == "E82")

    #expect(run("t | save \"\(folder)/t.csv\", spreadsheet: true").error == nil)
    for option in ["table: \"x\"", "query: \"select 1\""] {
      let foreign = run("load(\"\(folder)/t.csv\", \(option))")
      #expect(foreign.code == "E37")
      #expect(foreign.marked == option)
    }
    #expect(run("t | save \"\(folder)/t.csv\", replace: true").marked == "replace: true")
    #expect(run("t | save \"\(path)\", spreadsheet: true").code == "E37")
  }
}
