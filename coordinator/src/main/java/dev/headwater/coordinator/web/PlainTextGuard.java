package dev.headwater.coordinator.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before TLS and closes connections that do not begin with a handshake, with a line in the
 * log at level INFO. Otherwise every line of plain text would cost a warning with a stack trace, by
 * which anybody could fill the log.
 */
final class PlainTextGuard extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(PlainTextGuard.class);

  /** The content type of a handshake (RFC 8446, section 5.1). */
  private static final int HANDSHAKE = 22;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      if (bytes.getByte(bytes.readerIndex()) != HANDSHAKE) {
        bytes.release();
        log.info("connection from {} is no TLS", context.channel().remoteAddress());
        var unused = context.close();
        return;
      }
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }
}
