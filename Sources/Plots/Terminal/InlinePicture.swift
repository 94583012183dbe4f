/// Pictures in escape sequences.
enum InlinePicture {
  /// kitty's graphics protocol: a PNG in base64, in pieces of 4096 characters.
  static func kitty(_ png: [UInt8]) -> String {
    let text = Array(base64(png).utf8)
    var result = ""
    var place = 0
    while place < text.count {
      let end = min(text.count, place + 4096)
      let more = end < text.count ? 1 : 0
      let keys = place == 0 ? "a=T,f=100,q=2,m=\(more)" : "m=\(more)"
      result += "\u{1B}_G\(keys);" + String(decoding: text[place..<end], as: UTF8.self) + "\u{1B}\\"
      place = end
    }
    return result + "\n"
  }

  /// iTerm2's inline images.
  static func iterm(_ png: [UInt8]) -> String {
    "\u{1B}]1337;File=inline=1;size=\(png.count):\(base64(png))\u{07}\n"
  }

  /// RFC 4648, with padding.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var place = 0
    while place < bytes.count {
      let rest = bytes.count - place
      let a = bytes[place]
      let b = rest > 1 ? bytes[place + 1] : 0
      let c = rest > 2 ? bytes[place + 2] : 0
      result.append(digits[Int(a >> 2)])
      result.append(digits[Int((a & 3) << 4 | b >> 4)])
      result.append(rest > 1 ? digits[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
      result.append(rest > 2 ? digits[Int(c & 63)] : UInt8(ascii: "="))
      place += 3
    }
    return String(decoding: result, as: UTF8.self)
  }
}
