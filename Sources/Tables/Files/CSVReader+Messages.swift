internal import Diagnostics

extension CSVReader {
  /// The error for a file with rows that can't be read.
  static func malformed(
    _ name: String, _ bad: CSVBadRows, _ counts: CSVScan.Counts, _ layout: CSVLayout
  ) -> Diagnostic {
    let total = counts.rows + bad.count
    var details = bad.rejects.prefix(5).map { reject in
      "line \(reject.line): \(reject.reason): \(String(reject.text.prefix(60)))\(reject.text.count > 60 ? "…" : "")"
    }
    if bad.count > details.count { details.append("… \(bad.count - details.count) more") }
    var help: [String] = []
    if let guess = bad.encodingGuess {
      help.append("if the file is \(guess): `encoding: \"\(guess)\"`")
    }
    if bad.hasUnclosedQuote {
      help.append("if quotes are plain characters in this file: `quote: \"\"`")
    }
    help.append("`bad: \"keep\"` fills up short rows and joins the last cells of long ones")
    if bad.count * 2 <= total {
      help.append(
        "`bad: \"reject\"` keeps the \(counted(counts.rows, "good row")) and hands back the others")
    } else {
      help.append("`delimiter:`, `quote:` and `skip:` say how the file is to be read")
    }
    return Diagnostic(
      .malformedFile,
      "\(bad.count) of \(counted(total, "row")) of `\(name)` can't be read; nothing was loaded",
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

  /// Bytes of another encoding as text, as above.
  static func shown(
    _ base: UnsafePointer<UInt8>, _ range: Range<Int>, _ encoding: TextEncoding?
  ) -> String {
    guard let text = try? encoding?.decoded(base + range.lowerBound, range.count) else {
      return shown(base, range)
    }
    return shown(text, limit: 1000)
  }

  /// A text as it can be shown in a message.
  static func shown(_ text: String, limit: Int) -> String {
    shown(Array(text.utf8), limit: limit)
  }

  private static func shown(_ text: [UInt8], limit: Int) -> String {
    let padded = text + [UInt8](repeating: 0, count: 8)
    return padded.withUnsafeBufferPointer {
      $0.baseAddress.map { shown($0, 0..<text.count, limit: limit) } ?? ""
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
