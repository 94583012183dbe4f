internal import CFiles
internal import Diagnostics
internal import Glibc

/// How much memory a load may take. What would need more is refused before the system kills the process for it.
public struct MemoryBudget: Sendable, Equatable {
  public var bytes: Int

  public init(bytes: Int) { self.bytes = max(0, bytes) }

  /// Half of what this process may have: of the machine's memory, or of its control group's limit if that is less.
  public static let standard = MemoryBudget(bytes: (available ?? 4 << 30) / 2)

  /// A size as text: `500 MB`, `4 GB`, `1.5 GB`, a plain number of bytes; `nil` if it is none.
  public init?(_ text: String) {
    let trimmed = text.filter { $0 != " " }.uppercased()
    let digits = trimmed.prefix { ("0"..."9").contains($0) || $0 == "." }
    let factors = [
      "": 0, "B": 0, "BYTE": 0, "BYTES": 0, "K": 10, "KB": 10, "M": 20, "MB": 20, "G": 30, "GB": 30,
      "TB": 40,
    ]
    guard let factor = factors[String(trimmed.dropFirst(digits.count))], let number = Double(digits)
    else { return nil }
    let bytes = number * Double(1 << factor)
    guard bytes >= 1, bytes < 0x1p60 else { return nil }
    self.bytes = Int(bytes)
  }

  /// The error for something that needs more.
  func exceeded(
    _ what: String, needed: Int? = nil, details: [String] = [], help: [String] = []
  ) -> Diagnostic {
    let size = needed.map { "about \(ByteText.of($0))" } ?? "more memory than that"
    // Somewhat more than what is needed, as sizes are said in few digits.
    let enough = needed.map { min($0, 1 << 60) / 8 * 9 } ?? 2 * bytes
    return Diagnostic(
      .tooLarge,
      "\(what) needs \(size); a load may take \(ByteText.of(bytes))",
      details: details,
      help: help + ["`memory: \"\(ByteText.of(enough))\"` allows more"])
  }

  /// Throws if a file of so many bytes can't be read and made a table of within the budget: the file and its table are
  /// in memory together, and a table is about as large as its text.
  func check(_ path: String, fileSize: Int) throws(Diagnostic) {
    let (needed, isTooMuch) = fileSize.multipliedReportingOverflow(by: 2)
    if isTooMuch || needed > bytes {
      throw exceeded(
        "`\(path)`", needed: isTooMuch ? Int.max : needed,
        details: ["the file has \(ByteText.of(fileSize))"],
        help: ["load a part of it: `head -n 100000` or `cut` make smaller files"])
    }
  }

  private static var available: Int? {
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    var least = memory > 0 ? memory : nil
    for path in [
      "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ] {
      guard let file = fopen(path, "re") else { continue }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard fgets(&line, 64, file) != nil else { continue }
      // Without a limit the file says `max`, or a number close to 2^63.
      let digits = line.prefix { $0 >= 0x30 && $0 <= 0x39 }.map { UInt8(bitPattern: $0) }
      if let limit = Int(String(decoding: digits, as: UTF8.self)), limit > 0, limit < 1 << 60 {
        least = min(least ?? limit, limit)
      }
    }
    return least
  }
}

/// Sizes as people say them.
package enum ByteText {
  /// `17 bytes`, `4.2 KB`, `1.5 GB`; of three digits or so.
  package static func of(_ bytes: Int) -> String {
    if bytes < 1024 { return counted(bytes, "byte") }
    var value = Double(bytes)
    for unit in ["KB", "MB", "GB"] {
      value /= 1024
      if value < 1000 { return short(value) + " " + unit }
    }
    return short(value / 1024) + " TB"
  }

  private static func short(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths >= 100 || tenths == tenths.rounded()
      ? String(Int(value.rounded())) : String(tenths)
  }
}

extension MemoryBudget {
  /// Keeps memory that is given back for what is made next, up to a sixteenth of what this process may have: columns come
  /// and go, and the system would have to clear the pages of each anew. Called once, before there are threads.
  package static func keepFreed() { ogive_keep_memory((available ?? 4 << 30) / 16) }

  /// Gives the system what was freed in between other columns, where that is more than is kept. Called between statements.
  package static func settleFreed() { ogive_settle_memory() }
}
