// What a listed endpoint costs in memory: its 24 bytes in the index, and nothing else that lasts.

#include <malloc.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "scanner/targets/target_source.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

size_t AllocatedBytes() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

// What an open source of `lines` hosts holds. Under a sanitizer, whose allocator is another, this is 0.
size_t HeldBytes(size_t lines) {
  const TemporaryFolder folder;
  std::string content = "host,port,address,names,site\n";
  for (size_t i = 0; i < lines; ++i) {
    const std::string n = std::to_string(i);
    content += "sps-" + n + ".corp.example,4343,10." + std::to_string(i >> 16) + "." + std::to_string((i >> 8) & 255) +
               "." + std::to_string(i & 255) + ",sps-" + n + ".corp.example;sps-" + n + ".example,Site " + n + "\n";
  }
  const std::string file = folder.Write("estate.csv", content);
  content = std::string();
  const size_t before = AllocatedBytes();
  const auto source = TargetSource::Open({.files = {file}});
  EXPECT_TRUE(source.ok()) << source.status();
  EXPECT_EQ((*source)->size(), lines);
  return AllocatedBytes() - before;
}

TEST(TargetMemoryTest, AListedEndpointCostsAtMost24Bytes) {
  constexpr size_t kConstant = 64 << 10;
  EXPECT_LE(HeldBytes(1000), 24 * 1000 + kConstant);
  EXPECT_LE(HeldBytes(100'000), 24 * 100'000 + kConstant);
}

}  // namespace
}  // namespace certsweep::scanner
