#include "engine/base/boringssl_error.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <string_view>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

void Put(int library, int reason) { ERR_put_error(library, 0, reason, "file.cc", 1); }

TEST(BoringSslErrorTest, TellsTheOldestEntryAndEmptiesTheQueue) {
  ERR_clear_error();
  Put(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  Put(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  EXPECT_EQ(TakeBoringSslError(), "SSL:WRONG_VERSION_NUMBER");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(BoringSslErrorTest, IsEmptyWhereThereIsNone) {
  ERR_clear_error();
  EXPECT_EQ(TakeBoringSslError(), "");
}

TEST(BoringSslErrorTest, NamesAnAlertOfThePeer) {
  ERR_clear_error();
  Put(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE);
  EXPECT_EQ(TakeBoringSslError(), "SSL:SSLV3_ALERT_HANDSHAKE_FAILURE");
}

// Every library has a name of capitals, none is a sentence or missing.
TEST(BoringSslErrorTest, NamesEveryLibrary) {
  for (int library = 1; library < ERR_NUM_LIBS; ++library) {
    ERR_clear_error();
    Put(library, ERR_R_MALLOC_FAILURE);
    const std::string text = TakeBoringSslError();
    const size_t colon = text.find(':');
    ASSERT_NE(colon, std::string::npos) << text;
    EXPECT_GT(colon, 0u) << library;
    EXPECT_EQ(text.substr(0, colon).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), std::string::npos)
        << text;
  }
}

TEST(BoringSslErrorTest, MakesAStatusThatSaysWhatItWasAbout) {
  ERR_clear_error();
  Put(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
  EXPECT_EQ(BoringSslStatus("TLS client profile"), absl::InternalError("TLS client profile: SSL:NO_SHARED_CIPHER"));
  EXPECT_EQ(ERR_peek_error(), 0u);
  EXPECT_EQ(BoringSslStatus("TLS client profile"), absl::InternalError("TLS client profile: no reason given"));
}

}  // namespace
}  // namespace certsweep::base
