internal import Diagnostics

extension CSVReader {
  /// The error for a file with rows that can't be read.
  static func malformed(
    _ name: String, _ bad: CSVBadRows, _ counts: CSVScan.Counts, _ layout: CSVLayout,
    _ header: CSVHeader
  ) -> Diagnostic {
    let total = counts.rows + bad.count
    var details = bad.rejects.map { reject in
      "line \(reject.line): \(reject.reason): \(String(reject.text.prefix(60)))\(reject.text.count > 60 ? "…" : "")"
    }
    if bad.count > bad.rejects.count { details.append("… \(bad.count - bad.rejects.count) more") }
    var help: [String] = []
    if let guess = bad.encodingGuess {
      let code = guess.hasPrefix("Windows") ? "WINDOWS-1252" : "ISO-8859-1"
      help.append("if the file is \(guess): `iconv -f \(code) -t UTF-8 old.csv > new.csv`")
    }
    if bad.hasUnclosedQuote {
      help.append("if quotes are plain characters in this file: `quote: \"\"`")
    }
    if let (width, rows) = bad.widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
      rows == total, total > 1
    {
      if width == layout.width + 1, layout.width > 1 {
        help.append(
          "each row has one cell more than the first row: give the first column a name there")
      } else if layout.width < width {
        help.append("the first row may be a title: `skip: 1` leaves its line out")
      }
    }
    help.append("`bad: \"reject\"` keeps the \(counts.rows) good rows and hands back the others")
    return Diagnostic(
      .malformedFile,
      "\(bad.count) of \(total) \(total == 1 ? "row" : "rows") of `\(name)` can't be read; nothing was loaded",
      details: details, help: help)
  }

  /// Bytes as they can be shown in a message: without the line end, control characters and what isn't UTF-8 escaped.
  static func shown(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, limit: Int = 1000) -> String
  {
    var end = range.upperBound
    while end > range.lowerBound, base[end - 1] == 0x0A || base[end - 1] == 0x0D { end -= 1 }
    var cut = min(end, range.lowerBound + limit)
    // Not in the middle of a character.
    while cut < end, cut > range.lowerBound, base[cut] & 0xC0 == 0x80 { cut -= 1 }
    var result: [UInt8] = []
    var i = range.lowerBound
    while i < cut {
      let stop = UTF8Check.firstInvalid(base, i..<cut) ?? cut
      for k in i..<stop {
        if base[k] < 0x20 || base[k] == 0x7F {
          result += escape(base[k]).utf8
        } else {
          result.append(base[k])
        }
      }
      i = stop
      if i < cut {
        result += "\\x\(hexadecimal(base[i]))".utf8
        i += 1
      }
    }
    return String(decoding: result, as: UTF8.self) + (cut < end ? "…" : "")
  }

  /// A text as it can be shown in a message.
  static func shown(_ text: String, limit: Int) -> String {
    var bytes = Array(text.utf8)
    let count = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 8))
    return bytes.withUnsafeBufferPointer {
      $0.baseAddress.map { shown($0, 0..<count, limit: limit) } ?? ""
    }
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    default: "\\x\(hexadecimal(byte))"
    }
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }
}
