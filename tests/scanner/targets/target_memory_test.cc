// What a listed endpoint costs in memory once the lists are read: nothing, or 24 bytes where a network overlaps them.

#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

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
size_t HeldBytes(size_t lines, const std::vector<std::string>& networks = {}) {
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
  const auto source = TargetSource::Open({.arguments = networks, .files = {file}});
  EXPECT_TRUE(source.ok()) << source.status();
  EXPECT_GE((*source)->size(), lines);
  return AllocatedBytes() - before;
}

constexpr size_t kConstant = 64 << 10;

TEST(TargetMemoryTest, AListedEndpointCostsNothing) {
  EXPECT_LE(HeldBytes(1000), kConstant);
  EXPECT_LE(HeldBytes(100'000), kConstant);
}

TEST(TargetMemoryTest, BesideANetworkThatOverlapsItCostsAtMost24Bytes) {
  EXPECT_LE(HeldBytes(1000, {"10.0.0.0/16"}), 24 * 1000 + kConstant);
  EXPECT_LE(HeldBytes(100'000, {"10.0.0.0/16"}), 24 * 100'000 + kConstant);
}

}  // namespace
}  // namespace certsweep::scanner
