import Diagnostics
import Tables
import Testing

@Suite struct GzipTests {
  /// `printf 'a,b\n1,x\n2,y\n' | gzip -n`, by gzip 1.12.
  static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4,
    0xA9, 0xE0, 0x32, 0xD2, 0xA9, 0xE4, 0x02, 0x00, 0xC2, 0x96, 0x7E, 0x9D, 0x0C, 0x00, 0x00, 0x00,
  ]

  private func unpacked(
    _ bytes: [UInt8], budget: MemoryBudget = MemoryBudget(bytes: 1 << 24)
  ) -> Result<[UInt8], Diagnostic> {
    bytes.withUnsafeBytes { bytes in
      do throws(Diagnostic) {
        return .success(
          try Gzip.unpacked(
            bytes, name: "t.csv.gz", budget: budget, progress: Progress("t", total: 0)))
      } catch {
        return .failure(error)
      }
    }
  }

  private func failure(_ bytes: [UInt8], budget: Int = 1 << 24) -> Diagnostic? {
    if case .failure(let error) = unpacked(bytes, budget: MemoryBudget(bytes: budget)) {
      error
    } else {
      nil
    }
  }

  @Test func whatGzipPackedIsUnpacked() throws {
    #expect(try unpacked(GzipTests.packed).get() == Array("a,b\n1,x\n2,y\n".utf8))
  }

  @Test func membersAndPaddingAreOneText() throws {
    let twice = GzipTests.packed + GzipTests.packed + [0, 0, 0]
    #expect(try unpacked(twice).get() == Array("a,b\n1,x\n2,y\na,b\n1,x\n2,y\n".utf8))
  }

  @Test func whatIsCutOffSaysHowMuchWasRead() throws {
    for count in 2..<GzipTests.packed.count {
      let error = try #require(failure(Array(GzipTests.packed.prefix(count))))
      #expect(error.code == .malformedFile)
      #expect(error.message.contains("is cut off"))
    }
    #expect(
      failure(Array(GzipTests.packed.dropLast(8)))?.details.first?.hasPrefix("12 bytes") == true)
  }

  @Test func damageIsFound() throws {
    // The first byte of the checksum, of the length, of the data, and what follows the end.
    for place in [24, 28, 12] {
      var bytes = GzipTests.packed
      bytes[place] ^= 0x55
      #expect(failure(bytes)?.code == .malformedFile)
    }
    #expect(failure(GzipTests.packed + Array("garbage".utf8))?.message.contains("damaged") == true)
  }

  @Test func whatUnpacksToTooMuchIsRefused() throws {
    let bomb = try Gzip.packed([UInt8](repeating: 0x30, count: 4 << 20))
    #expect(bomb.count < 1 << 14)
    let error = try #require(failure(bomb, budget: 1 << 20))
    #expect(error.code == .tooLarge)
    #expect(error.message.contains("a load may take 1 MB"))
  }

  @Test func packingComesBack() throws {
    var random: UInt64 = 1
    for count in [0, 1, 1000, 5_000_000] {
      let bytes = (0..<count).map { _ -> UInt8 in
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: random >> 60)
      }
      #expect(try unpacked(try Gzip.packed(bytes)).get() == bytes)
    }
  }

  @Test func aTableComesBackAndTheFirstBytesDecide() throws {
    let folder = try TemporaryFolder()
    // Compressed without saying so, and not compressed although it says so.
    let hidden = try folder.write("hidden.csv", GzipTests.packed)
    #expect(rows(try TableFile.read(hidden).table) == [["1", "x"], ["2", "y"]])
    let plain = try folder.write("plain.csv.gz", "a,b\n1,x\n")
    #expect(rows(try TableFile.read(plain).table) == [["1", "x"]])
    let table = try made([
      ("a", [.number(1), .missing]), ("b", [.text("x,\t\"y\""), .text("")]),
    ])
    for name in ["t.csv.gz", "t.tsv.gz", "t.jsonl.gz", "t.JSON.GZ"] {
      let path = folder.path + "/" + name
      try TableFile.write(table, to: path)
      #expect(Gzip.begins(FileFormat.head(path)))
      let back = try TableFile.read(path).table
      #expect(back.names == table.names)
      #expect(rows(back) == rows(table))
      // The fingerprint is that of the file as it lies there.
      let bytes = try FileContent.bytes(path)
      #expect(back.origin?.fingerprint == bytes.withUnsafeBytes { Fingerprint.of($0) })
    }
  }

  @Test func otherFormatsAreNamed() throws {
    let folder = try TemporaryFolder()
    let sheet = try folder.write("sheet.csv", Array("PK\u{3}\u{4}rest".utf8))
    do throws(Diagnostic) {
      _ = try TableFile.read(sheet)
      Issue.record("read")
    } catch {
      #expect(error.code == .malformedFile)
      #expect(error.message.contains("a zip archive or a spreadsheet"))
    }
    let twice = try folder.write("twice.gz", try Gzip.packed(GzipTests.packed))
    #expect(throws: Diagnostic.self) { try TableFile.read(twice) }
  }
}
