#include "engine/x509/cbb.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/der.h"

namespace certsweep::x509 {
namespace {

template <class Add>
std::string Der(Add add) {
  bssl::ScopedCBB cbb;
  return CBB_init(cbb.get(), 16) && add(cbb.get()) ? Written(cbb.get()) : "can't be written";
}

std::string Time(int64_t unix_seconds) {
  return Der([&](CBB* cbb) { return AddTime(cbb, unix_seconds); });
}

TEST(CbbTest, Elements) {
  EXPECT_EQ(Der([](CBB* cbb) { return AddElement(cbb, CBS_ASN1_OCTETSTRING, base::AsBytes("abc")); }),
            test::Der(test::kOctetStringTag, "abc"));
  EXPECT_EQ(Der([](CBB* cbb) { return AddOid(cbb, "1.2.840.113549.1.1.11"); }), test::DerOid("1.2.840.113549.1.1.11"));
  EXPECT_EQ(Der([](CBB* cbb) { return AddOid(cbb, "no oid"); }), "can't be written");
  EXPECT_EQ(Der([](CBB* cbb) { return AddBytes(cbb, base::AsBytes("raw")); }), "raw");
}

TEST(CbbTest, Times) {
  for (const int64_t time : {int64_t{0}, int64_t{1767323045}, int64_t{2524607999}, int64_t{2524608000},
                             int64_t{-631152000}, int64_t{-631152001}, int64_t{253402300799}}) {
    EXPECT_EQ(Time(time), test::DerTime(time)) << time;
  }
}

}  // namespace
}  // namespace certsweep::x509
