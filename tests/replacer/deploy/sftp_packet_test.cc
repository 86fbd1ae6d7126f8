#include "replacer/deploy/sftp_packet.h"

#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

TEST(SftpPacketTest, WritesWhatItReads) {
  const SftpAttributes attributes{.size = 1ULL << 40, .uid = 1, .gid = 0xffffffff, .permissions = 0100644};
  const std::string packet =
      SftpPacket(SftpType::kOpen, 7).Text("/a").U32(5).U64(1ULL << 33).Attributes(attributes).Finish();
  SftpStream stream;
  stream.Feed(packet);
  const std::string body = **stream.Next();
  SftpFields fields(body);
  EXPECT_EQ(fields.U8(), 3);
  EXPECT_EQ(fields.U32(), 7U);
  EXPECT_EQ(fields.Text(), "/a");
  EXPECT_EQ(fields.U32(), 5U);
  EXPECT_EQ(fields.U64(), 1ULL << 33);
  const SftpAttributes read = fields.Attributes();
  EXPECT_EQ(read.size, attributes.size);
  EXPECT_EQ(read.uid, attributes.uid);
  EXPECT_EQ(read.gid, attributes.gid);
  EXPECT_EQ(read.permissions, attributes.permissions);
  EXPECT_TRUE(fields.ok() && fields.empty());
}

TEST(SftpPacketTest, AbsentAttributesStayAbsent) {
  const std::string body = SftpPacket(SftpType::kSetstat, 1).Attributes({}).Finish().substr(9);
  EXPECT_EQ(body, std::string(4, '\0'));
  SftpFields fields(body);
  const SftpAttributes read = fields.Attributes();
  EXPECT_FALSE(read.size || read.uid || read.permissions);
}

TEST(SftpPacketTest, PassesOverTimesAndExtensions) {
  const std::string body = SftpPacket(SftpType::kStatus, 0)
                               .U32(0x80000008)
                               .U64(1)
                               .U32(1)
                               .Text("a")
                               .Text("b")
                               .Text("after")
                               .Finish()
                               .substr(9);
  SftpFields fields(body);
  fields.Attributes();
  EXPECT_EQ(fields.Text(), "after");
}

TEST(SftpPacketTest, FieldsThatAreNotThereAreEmpty) {
  const std::string whole = SftpPacket(SftpType::kStatus, 9).Text("abc").Finish().substr(4);
  for (size_t size = 0; size < whole.size(); ++size) {
    SftpFields fields(std::string_view(whole).substr(0, size));
    fields.U8();
    fields.U32();
    EXPECT_EQ(fields.Text(), "") << size;
    EXPECT_FALSE(fields.ok()) << size;
    EXPECT_EQ(fields.U64(), 0U);
  }
  SftpFields endless(std::string_view("\x80\0\0\0\xff\xff\xff\xff", 8));
  endless.Attributes();
  EXPECT_FALSE(endless.ok());
}

TEST(SftpPacketTest, CutsAStreamIntoPackets) {
  const std::string both =
      SftpPacket(SftpType::kData, 1).Text("one").Finish() + SftpPacket(SftpType::kData, 2).Text("two").Finish();
  SftpStream stream;
  std::vector<std::string> packets;
  for (char c : both) {
    stream.Feed(std::string(1, c));
    auto next = stream.Next();
    ASSERT_TRUE(next.ok());
    if (*next) packets.push_back(**next);
  }
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_TRUE(packets[1].ends_with("two"));
}

TEST(SftpPacketTest, TextIsNoSftp) {
  SftpStream stream;
  stream.Feed("This account is not available.\n");
  EXPECT_TRUE(absl::IsDataLoss(stream.Next().status()));
  SftpStream empty;
  empty.Feed(std::string(4, '\0'));
  EXPECT_TRUE(absl::IsDataLoss(empty.Next().status()));
}

}  // namespace
}  // namespace certsweep::replacer
