import Diagnostics
import Tables
import Testing

@Suite struct MemoryBudgetTests {
  @Test func sizesAreRead() {
    #expect(MemoryBudget("4 GB")?.bytes == 4 << 30)
    #expect(MemoryBudget("1.5gb")?.bytes == 3 << 29)
    #expect(MemoryBudget("500 MB")?.bytes == 500 << 20)
    #expect(MemoryBudget("4096")?.bytes == 4096)
    for bad in ["", "GB", "-1 GB", "4 XB", "1e400", "0", "1.2.3 GB", "99999999999 TB"] {
      #expect(MemoryBudget(bad) == nil)
    }
    #expect(MemoryBudget.standard.bytes > 1 << 20)
  }

  @Test func sizesAreSaid() {
    #expect(ByteText.of(0) == "0 bytes")
    #expect(ByteText.of(1) == "1 byte")
    #expect(ByteText.of(1536) == "1.5 KB")
    #expect(ByteText.of(4 << 30) == "4 GB")
    #expect(ByteText.of(Int.max) == "8388608 TB")
  }

  @Test func aFileThatNeedsMoreIsRefusedWithBothSizes() throws {
    let folder = try TemporaryFolder()
    let text = "a\n" + String(repeating: "1\n", count: 5000)
    // Separated values are weighed as they come, a copy of the file beside them; JSON by the file's size.
    for (name, needs, enough) in [
      ("t.csv", "14.7 KB", "16.5 KB"), ("t.jsonl", "19.5 KB", "22 KB"),
    ] {
      let path = try folder.write(name, text)
      do throws(Diagnostic) {
        _ = try TableFile.read(path, budget: MemoryBudget(bytes: 10_000))
        Issue.record("read")
      } catch {
        #expect(error.code == .tooLarge)
        #expect(error.message.hasSuffix("needs about \(needs); a load may take 9.8 KB"))
        #expect(error.help.contains("`memory: \"\(enough)\"` allows more"))
      }
    }
    #expect(
      try TableFile.read(folder.path + "/t.csv", budget: MemoryBudget(bytes: 21_000)).table.rowCount
        == 5000)
  }

  /// A large file is refused by what its first chunks take; some of its columns may be small enough.
  @Test func aLargeFileIsWeighedByItsColumns() throws {
    let folder = try TemporaryFolder()
    var text = "n,x,t\n"
    for row in 0..<400_000 { text += "\(row % 100),\(row).5,a text of \(row)\n" }
    let path = try folder.write("t.csv", text)
    let budget = MemoryBudget(bytes: 4 << 20)
    do throws(Diagnostic) {
      _ = try TableFile.read(path, budget: budget)
      Issue.record("read")
    } catch {
      #expect(error.code == .tooLarge)
      #expect(error.message.hasSuffix("a load may take 4 MB"))
      #expect(error.help.contains("`columns:` and `rows:` load a part of it"))
    }
    let some = try TableFile.read(path, options: CSVOptions(columns: ["x", "n"]), budget: budget)
    #expect(some.table.rowCount == 400_000)
    #expect(some.table.names == ["x", "n"])
    let all = try TableFile.read(path, budget: MemoryBudget(bytes: 24 << 20))
    #expect(all.table.columns[2][399_999] == .text("a text of 399999"))
  }

  @Test func keysThatMakeAHugeTableAreRefused() throws {
    let folder = try TemporaryFolder()
    // 3000 rows, each of a key of its own: nine million cells of 3000 values.
    let lines = (0..<3000).map { "{\"k\($0)\":1}\n" }.joined()
    let path = try folder.write("keys.jsonl", lines)
    do throws(Diagnostic) {
      _ = try TableFile.read(path, budget: MemoryBudget(bytes: 1 << 20))
      Issue.record("read")
    } catch {
      #expect(error.code == .tooLarge)
      #expect(error.details == ["3000 rows of 3000 different keys would be the table"])
    }
  }

  @Test func theProgressLineSaysRowsRateAndTimeLeft() {
    #expect(
      Progress.line("a.csv", bytes: 50 << 20, total: 100 << 20, rows: 1200, seconds: 2)
        == "a.csv: 1200 rows, 50%, 25 MB/s, 2 s left")
    #expect(
      Progress.line("a.csv", bytes: 1 << 20, total: 0, rows: 0, seconds: 1) == "a.csv: 1 MB/s")
  }
}
