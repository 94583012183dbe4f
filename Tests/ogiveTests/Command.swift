import Glibc
import Synchronization
import Testing

/// The command, built beside the tests.
enum Command {
  static let path: String = {
    var name = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &name, name.count - 1)
    var beside = folder(
      String(decoding: name.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    // Where a helper of the toolchain runs the tests, it is told where they are.
    if let place = CommandLine.arguments.firstIndex(of: "--test-bundle-path"),
      place + 1 < CommandLine.arguments.count
    {
      beside = folder(CommandLine.arguments[place + 1])
    }
    return beside + "/ogive"
  }()

  private static func folder(_ path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }

  /// What a run without a terminal gave.
  struct Run {
    var code: Int32
    var output: String
    var errors: String
  }

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - input: what it finds on standard input.
  ///   - output: a file in place of the pipe that its output is read from.
  ///   - reads: how many bytes of its output are read before the pipe is closed.
  static func run(
    _ arguments: [String], in folder: String, input: String = "", output: String? = nil,
    reads: Int = .max
  ) throws -> Run {
    let ((fromOutput, fromErrors, toInput), process) = try starting.withLock { _ in
      let pipes = (try pipe(), try pipe(), try pipe())
      let process = try spawn(arguments, in: folder) { actions in
        posix_spawn_file_actions_adddup2(&actions, pipes.2[0], 0)
        if let output {
          posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY, 0)
        } else {
          posix_spawn_file_actions_adddup2(&actions, pipes.0[1], 1)
        }
        posix_spawn_file_actions_adddup2(&actions, pipes.1[1], 2)
      }
      return (pipes, process)
    }
    for end in [toInput[0], fromOutput[1], fromErrors[1]] { close(end) }
    let bytes = Array(input.utf8)
    _ = bytes.withUnsafeBytes { write(toInput[1], $0.baseAddress, $0.count) }
    close(toInput[1])
    let text = drained(fromOutput[0], at: reads)
    close(fromOutput[0])
    let errors = drained(fromErrors[0])
    close(fromErrors[0])
    return Run(code: ended(process), output: text, errors: errors)
  }

  /// Held from making pipes to starting the process that gets them, so that no other one does.
  private static let starting = Mutex(())

  private static func pipe() throws -> [Int32] {
    var ends: [Int32] = [-1, -1]
    try #require(Glibc.pipe(&ends) == 0)
    for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    return ends
  }

  /// Starts the command in a session of its own.
  static func spawn(
    _ arguments: [String], in folder: String, environment: [String: String] = [:],
    _ prepare: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    prepare(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Threads that run tests hold signals back; the command must get them, as it does from a shell.
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for signal in [SIGINT, SIGHUP, SIGPIPE] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    let newSession: Int32 = 0x80
    posix_spawnattr_setflags(
      &attributes, Int16(newSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var values = ["PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "NO_COLOR": "1"]
    for name in ["LD_LIBRARY_PATH", "TMPDIR"] {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    values.merge(environment) { $1 }
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path]
    var words = (shell + arguments).map { strdup($0) } + [nil]
    var settings = values.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process = pid_t()
    let failed = posix_spawn(&process, shell[0], &actions, &attributes, &words, &settings)
    try #require(failed == 0 && access(path, X_OK) == 0, "\(path) can't be run")
    return process
  }

  /// Waits for the end of a process; its exit code, or 128 and the signal that ended it.
  static func ended(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  private static func drained(_ pipe: Int32, at most: Int = .max) -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while all.count < most {
      let got = read(pipe, &buffer, min(buffer.count, most - all.count))
      if got <= 0 { break }
      all += buffer[..<got]
    }
    return String(decoding: all, as: UTF8.self)
  }
}

/// A folder that is gone, with all that is in it, after `body`.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  var template = Array("/tmp/ogive-command-XXXXXX".utf8CString)
  try #require(mkdtemp(&template) != nil)
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { removeAll(folder) }
  return try body(folder)
}

private func removeAll(_ path: String) {
  var facts = stat()
  if lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, let handle = opendir(path) {
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { removeAll(path + "/" + name) }
    }
    closedir(handle)
  }
  remove(path)
}

/// Puts a text into a file.
func write(_ text: String, to path: String) throws {
  let file = try #require(fopen(path, "w"))
  fputs(text, file)
  fclose(file)
}

/// The bytes of a file; empty if it can't be read.
func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = fread(&buffer, 1, buffer.count, file)
    if got == 0 { return all }
    all += buffer[..<got]
  }
}
