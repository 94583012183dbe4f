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
    for name in ["t.csv", "t.jsonl"] {
      let path = try folder.write(name, text)
      do throws(Diagnostic) {
        _ = try TableFile.read(path, budget: MemoryBudget(bytes: 10_000))
        Issue.record("read")
      } catch {
        #expect(error.code == .tooLarge)
        #expect(error.message.hasSuffix("needs about 19.5 KB; a load may take 9.8 KB"))
        #expect(error.help.contains("`memory: \"22 KB\"` allows more"))
      }
    }
    #expect(
      try TableFile.read(folder.path + "/t.csv", budget: MemoryBudget(bytes: 21_000)).table.rowCount
        == 5000)
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
