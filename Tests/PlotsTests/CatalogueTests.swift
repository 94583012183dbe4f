import Glibc
import Plots
import Testing

@Test func theListOfMarksIsFresh() throws {
  let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  let listing = try #require(opendir(root + "/Sources/Plots/Marks"))
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name.hasSuffix(".swift") { names.append(String(name.dropLast(6))) }
  }
  #expect(allMarks.map { "\($0)" } == names.sorted(), "run scripts/regenerate")
}
