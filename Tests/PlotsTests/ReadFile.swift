import Glibc

/// A file's text; empty if it can't be read.
func readFile(_ path: String) -> String { String(decoding: readBytes(path), as: UTF8.self) }

/// A file's bytes; none if it can't be read.
func readBytes(_ path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = fread(&buffer, 1, buffer.count, file)
    if got == 0 { return bytes }
    bytes += buffer[0..<got]
  }
}
