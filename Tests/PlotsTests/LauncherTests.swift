import CGnuplot
import Glibc
import Testing

/// The second lock: even a script that means harm can do none.
@Suite struct LauncherTests {
  /// Runs a script in a folder of its own; what it said comes back, with the folder.
  private func run(_ script: String, in folder: String) throws -> (code: Int32, said: String) {
    #expect(ogive_plot_write_script(folder + "/plot.gp", script, script.utf8.count) == 0)
    let process = ogive_plot_start("/usr/bin/gnuplot", folder, "plot.gp", "messages.txt")
    try #require(process > 0)
    var code: Int32 = 0
    for _ in 0..<400 {
      if ogive_plot_wait(process, 50, &code) == 1 { break }
    }
    return (code, readFile(folder + "/messages.txt"))
  }

  private func folder() throws -> String {
    var template = Array("/tmp/ogive-plots-XXXXXX".utf8CString)
    return String(cString: try #require(mkdtemp(&template)))
  }

  private func remove(_ folder: String) {
    for name in ["plot.gp", "messages.txt", "inside", "made", "picture.png"] {
      unlink(folder + "/" + name)
    }
    rmdir(folder)
  }

  @Test(.enabled(if: ogive_plot_locks() & 1 == 1)) func noProgramStartsAndNoFileIsTouched() throws {
    let own = try folder()
    let other = try folder()
    defer {
      remove(own)
      remove(other)
    }
    for command in [
      "system \"touch \(own)/made\"", "x = system(\"touch \(own)/made\")", "!touch \(own)/made",
      "print `touch \(own)/made`",
      "set print '|touch \(own)/made'\nprint 1", "plot '<touch \(own)/made'",
      "set print '\(other)/made'\nprint 1",
      "save '\(other)/made'", "load '<touch \(own)/made'",
    ] {
      unlink(own + "/messages.txt")
      unlink(own + "/plot.gp")
      _ = try run(command + "\n", in: own)
      #expect(access(own + "/made", F_OK) != 0, "\(command)")
      #expect(access(other + "/made", F_OK) != 0, "\(command)")
    }
    unlink(own + "/messages.txt")
    unlink(own + "/plot.gp")
    let (_, said) = try run("plot '/etc/passwd'\n", in: own)
    #expect(said.contains("/etc/passwd") && !said.contains("root:"))
  }

  @Test func itWritesInItsOwnFolder() throws {
    let own = try folder()
    defer { remove(own) }
    let (code, _) = try run("set print 'inside'\nprint GPVAL_VERSION\n", in: own)
    #expect(code == 0)
    #expect(
      Double(readFile(own + "/inside").split(separator: "\n").first.map(String.init) ?? "").map {
        $0 >= 5.4
      } == true)
  }

  @Test func nothingOfTheEnvironmentGetsThere() throws {
    let own = try folder()
    defer { remove(own) }
    setenv("GNUPLOT_LIB", "/tmp", 1)
    defer { unsetenv("GNUPLOT_LIB") }
    let (_, said) = try run("show loadpath\n", in: own)
    #expect(!said.contains("\"/tmp\""))
  }

  @Test func recordsAreRowsOfNumbers() throws {
    let own = try folder()
    defer { remove(own) }
    #expect(ogive_plot_write_records(own + "/inside", [1, 2, 3, 10, 20, 30], 2, 3) == 0)
    let bytes = readBytes(own + "/inside")
    let numbers = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 8).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
    }
    #expect(numbers == [1, 10, 2, 20, 3, 30])
    #expect(ogive_plot_write_records(own + "/no/such", [1], 1, 1) != 0)
    #expect(ogive_plot_write_script("/dev/full", "x", 1) != 0)
  }

  @Test func whatCannotStartSaysSo() throws {
    let own = try folder()
    defer { remove(own) }
    #expect(ogive_plot_start("/no/such/gnuplot", own, "plot.gp", "messages.txt") == -ENOENT)
    #expect(ogive_plot_start("/etc/passwd", own, "plot.gp", "messages.txt") < 0)
  }
}
