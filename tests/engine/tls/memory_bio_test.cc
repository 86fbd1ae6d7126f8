#include "engine/tls/memory_bio.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::tls {
namespace {

class MemoryBioTest : public testing::Test {
 protected:
  std::string Read(int size) {
    std::string buffer(static_cast<size_t>(size), '?');
    const int count = BIO_read(bio_.get(), buffer.data(), size);
    return count < 0 ? "" : buffer.substr(0, static_cast<size_t>(count));
  }

  std::string output_;
  MemoryBioEnds ends_{{}, &output_};
  bssl::UniquePtr<BIO> bio_ = NewMemoryBio(&ends_);
};

TEST_F(MemoryBioTest, ReadsItsInputInPieces) {
  ends_.input = base::AsBytes("abcdef");
  EXPECT_EQ(Read(4), "abcd");
  EXPECT_EQ(ends_.input.size(), 2u);
  EXPECT_EQ(Read(4), "ef");
  EXPECT_TRUE(ends_.input.empty());
}

// An end of the input is no end of the stream.
TEST_F(MemoryBioTest, SaysRetryWhenThereIsNothingLeft) {
  char byte;
  EXPECT_EQ(BIO_read(bio_.get(), &byte, 1), -1);
  EXPECT_TRUE(BIO_should_read(bio_.get()));
  ends_.input = base::AsBytes("x");
  EXPECT_EQ(Read(1), "x");
  EXPECT_FALSE(BIO_should_retry(bio_.get()));
}

TEST_F(MemoryBioTest, AppendsWhatIsWritten) {
  EXPECT_EQ(BIO_write(bio_.get(), "ab", 2), 2);
  EXPECT_EQ(BIO_write(bio_.get(), "c", 1), 1);
  EXPECT_EQ(BIO_flush(bio_.get()), 1);
  EXPECT_EQ(output_, "abc");
}

TEST_F(MemoryBioTest, ReadsNothingOfWhatItWrote) {
  BIO_write(bio_.get(), "ab", 2);
  EXPECT_EQ(Read(2), "");
}

}  // namespace
}  // namespace certsweep::tls
