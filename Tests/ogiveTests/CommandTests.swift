import Glibc
import Testing

/// The command in pipelines: what it writes where, and how it ends.
@Suite struct CommandTests {
  @Test func exitCodes() throws {
    try withFolder { folder in
      try write("1 + 1\n#> 2\n", to: folder + "/good.ogive")
      try write("1 + 1\n#> 3\n", to: folder + "/other.ogive")
      try write(
        "a = load(\"d.csv\")\n#> data d.csv · 1 row × 1 column · xxh3 0\n",
        to: folder + "/data.ogive")
      try write("a\n1\n", to: folder + "/d.csv")
      for (arguments, code) in [
        (["good.ogive"], 0), (["-e", "nothing_here"], 1), (["none.ogive"], 2), (["--none"], 2),
        (["-e", "f(("], 3), (["verify", "good.ogive"], 0), (["verify", "data.ogive"], 4),
        (["verify", "other.ogive"], 5), (["help", "E21"], 0), (["help", "nothing_like_it"], 2),
      ] {
        #expect(try Command.run(arguments, in: folder).code == Int32(code), "\(arguments)")
      }
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    try withFolder { folder in
      let run = try Command.run(
        ["-e", "for i in 1..100000 { i }"], in: folder, reads: 100)
      #expect(run.code == 0 && run.errors.isEmpty)
    }
  }

  @Test func aFullDiskIsSaid() throws {
    try withFolder { folder in
      for arguments in [["-e", "1 + 1"], ["help"], ["help", "verbs"]] {
        let run = try Command.run(arguments, in: folder, output: "/dev/full")
        #expect(run.code == 1, "\(arguments)")
        #expect(
          run.errors == "error: standard output can't be written: No space left on device\n")
      }
    }
  }

  @Test func whatCannotBeRecordedIsSaidBeforeItRuns() throws {
    try withFolder { folder in
      // Nobody can make a file in /proc/self. This one holds the command's name, which would fail as a statement.
      try write("\"it ran\" | show\n", to: folder + "/a.ogive")
      symlink("/proc/self/comm", folder + "/link.ogive")
      let run = try Command.run(["record", "link.ogive"], in: folder)
      #expect(run.code == 1 && run.errors.hasPrefix("error E52: ") && run.output.isEmpty)
      let good = try Command.run(["record", "a.ogive"], in: folder)
      #expect(good.code == 0)
      #expect(String(decoding: bytes(of: folder + "/a.ogive"), as: UTF8.self).contains("#> it ran"))
    }
  }

  @Test func theMemoryOfLoadsIsSaidOnTheCommandLine() throws {
    try withFolder { folder in
      try write("a\n" + String(repeating: "1\n", count: 1000), to: folder + "/d.csv")
      try write("load(\"d.csv\") | summarise n = count()\n", to: folder + "/a.ogive")
      for (arguments, code) in [
        (["--memory", "4GB", "a.ogive"], 0), (["a.ogive", "--memory=1KB"], 1),
        (["--memory", "1 KB", "-e", "load(\"d.csv\")"], 1),
        (["record", "--memory", "1KB", "a.ogive"], 1),
        (["record", "a.ogive"], 0), (["verify", "--memory", "1KB", "a.ogive"], 1),
        (["verify", "--memory", "1GB", "a.ogive"], 0), (["--memory", "much", "a.ogive"], 2),
        (["--memory"], 2), (["--help"], 0),
      ] {
        let run = try Command.run(arguments, in: folder)
        #expect(run.code == Int32(code), "\(arguments)")
        if code == 2 || arguments == ["--help"] {
          #expect((run.output + run.errors).contains("--memory"), "\(arguments)")
        }
      }
      let prompt = try Command.run(
        ["--memory", "1KB"], in: folder, input: "load(\"d.csv\")\n")
      #expect((prompt.output + prompt.errors).contains("a load may take 1 KB"))
    }
  }

  @Test func databasesAreReplayed() throws {
    try withFolder { folder in
      let text = """
        women = dataset("women")
        women | save "a.db", table: "women"
        women | first 3 | save "a.db", table: "three"
        load("a.db", table: "three") | summarise n = count()
        load("a.db", query: "select count(*) as n from women")

        """
      try write(text, to: folder + "/a.ogive")
      #expect(try Command.run(["record", "a.ogive"], in: folder).code == 0)
      // Once more with the tables there: their places in the file are others now.
      let again = text.replacing("\"women\"\n", with: "\"women\", replace: true\n")
        .replacing("\"three\"\n", with: "\"three\", replace: true\n")
      try write(again, to: folder + "/a.ogive")
      #expect(try Command.run(["record", "a.ogive"], in: folder).code == 0)
      let before = bytes(of: folder + "/a.db")
      let run = try Command.run(["verify", "a.ogive"], in: folder)
      #expect(run.code == 0, "\(run.output)\(run.errors)")
      #expect(bytes(of: folder + "/a.db") == before)
      // What another script reads is held to the bytes of the file.
      try write("load(\"a.db\", table: \"three\")\n", to: folder + "/b.ogive")
      #expect(try Command.run(["record", "b.ogive"], in: folder).code == 0)
      #expect(try Command.run(["verify", "b.ogive"], in: folder).code == 0)
      let change = "dataset(\"cars\") | save \"a.db\", table: \"three\", replace: true"
      #expect(try Command.run(["-e", change], in: folder).code == 0)
      let changed = try Command.run(["verify", "b.ogive"], in: folder)
      #expect(changed.code == 4)
      #expect(changed.output.contains("a.db has 50 rows, not 3"))
    }
  }

  /// What a script loaded from a database before it saved into it is compared by its rows: its bytes are others now.
  @Test func aDatabaseIsLoadedFromAndSavedInto() throws {
    try withFolder { folder in
      let first = "dataset(\"women\") | save \"a.db\", table: \"women\""
      #expect(try Command.run(["-e", first], in: folder).code == 0)
      let text = """
        women = load("a.db", table: "women")
        women | first 3 | save "a.db", table: "three", replace: true

        """
      try write(text, to: folder + "/a.ogive")
      #expect(try Command.run(["record", "a.ogive"], in: folder).code == 0)
      let run = try Command.run(["verify", "a.ogive"], in: folder)
      #expect(run.code == 0, "\(run.output)\(run.errors)")
      // Other rows are other data all the same.
      let change = "dataset(\"women\") | first 7 | save \"a.db\", table: \"women\", replace: true"
      #expect(try Command.run(["-e", change], in: folder).code == 0)
      #expect(try Command.run(["verify", "a.ogive"], in: folder).code == 4)
    }
  }

  @Test func verifyWritesNoneOfTheFilesThatAScriptSaves() throws {
    try withFolder { folder in
      let text = """
        women = dataset("women")
        women | first 3 | save "three.csv"
        load("three.csv") | summarise n = count()
        women | plot points(height, weight) | save "women.svg"

        """
      try write(text, to: folder + "/a.ogive")
      #expect(try Command.run(["record", "a.ogive"], in: folder).code == 0)
      for name in ["three.csv", "women.svg"] {
        #expect(!bytes(of: "\(folder)/\(name)").isEmpty)
        unlink("\(folder)/\(name)")
      }
      let run = try Command.run(["verify", "a.ogive"], in: folder)
      #expect(
        run.output
          == "a.ogive: verified, 4 statements; the 2 files it saves were computed and not written\n",
        "\(run.errors)")
      for name in ["three.csv", "women.svg"] {
        #expect(access("\(folder)/\(name)", F_OK) != 0)
      }
    }
  }

  @Test func statementsComeFromAPipeToo() throws {
    try withFolder { folder in
      let run = try Command.run([], in: folder, input: "a = 20\na +\n1\n:undo\n:log\n")
      #expect(run.output == "21\ntook back: a + 1\n  1  a = 20\n")
      #expect(run.code == 0)
      #expect(try Command.run([], in: folder, input: "nope\n1\n").code == 1)
    }
  }
}
