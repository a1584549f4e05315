//! Accepts connections, as many as the node can serve, and ends those that keep it waiting.
//!
//! Behind a proxy or alone, whoever opens a connection and then sends its request byte by byte, or nothing at all, must not
//! hold a place for ever; and whoever comes when all places are taken is told so rather than left to wait.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use vnr_shared::lang::Lang;
use vnr_shared::problem::{Problem, ProblemCode};

/// What a listener allows.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most open connections.
    pub connections: usize,
    /// How long the head of a request may take to arrive, from the opening of the connection or the end of the last answer.
    pub head: Duration,
}

impl Limits {
    /// For a node with so many live sockets: some more for those who only ask.
    pub const fn beside_sockets(sockets: usize) -> Self {
        Self { connections: sockets + 1_000, head: Duration::from_secs(30) }
    }
}

/// How long to wait after the system refused a connection, for want of file descriptors for example.
const PAUSE: Duration = Duration::from_millis(100);
/// How long somebody who is turned away may take to read why.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves until `stop`, then lets open requests end.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let (open, stopping) = (TaskTracker::new(), CancellationToken::new());
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, address)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            tokio::spawn(tokio::time::timeout(FAREWELL, turn_away(stream)));
            continue;
        };
        // A live frame is one small write: it must not wait until the one before it was confirmed. Where the system refuses
        // that, the connection works all the same.
        let _ = stream.set_nodelay(true);
        let service = router.clone().map_request(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            request
        });
        let connection =
            builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).with_upgrades();
        let stopping = stopping.clone();
        open.spawn(async move {
            tokio::pin!(connection);
            // A connection that breaks is the other side's news; what it asked for is logged by the request's own layer.
            tokio::select! {
                _ = &mut connection => {}
                () = stopping.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
            drop(place);
        });
    }
    stopping.cancel();
    open.close();
    open.wait().await;
}

/// Says that there is no place, in the form of every other problem.
async fn turn_away(mut stream: TcpStream) -> std::io::Result<()> {
    let body = serde_json::to_string(&Problem::new(ProblemCode::Unavailable, Lang::default()))?;
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: 5\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await?;
    // Read what was sent, or the reset that follows unread bytes may take the answer with it.
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;
    use tokio::io::AsyncReadExt;

    async fn listening(limits: Limits) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", axum::routing::get(async || "here"));
        tokio::spawn(serve(listener, router, limits, std::future::pending()));
        address
    }

    async fn answer(mut stream: TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn whoever_sends_no_request_is_let_go() {
        let address = listening(Limits { connections: 10, head: Duration::from_millis(200) }).await;
        let silent = TcpStream::connect(address).await.unwrap();
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nx-slow: ").await.unwrap();
        assert!(!answer(silent).await.contains("200 OK"), "the connection ended without an answer");
        assert!(!answer(slow).await.contains("200 OK"));
        let mut prompt = TcpStream::connect(address).await.unwrap();
        prompt.write_all(ASK).await.unwrap();
        assert!(answer(prompt).await.ends_with("here"));
    }

    #[tokio::test]
    async fn whoever_comes_when_all_places_are_taken_is_told_so_and_served_later() {
        let address = listening(Limits { connections: 1, head: Duration::from_mins(10) }).await;
        let first = TcpStream::connect(address).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(ASK).await.unwrap();
        let told = answer(second).await;
        assert!(told.starts_with("HTTP/1.1 503") && told.contains("\"unavailable\""), "{told}");
        drop(first);
        loop {
            let mut third = TcpStream::connect(address).await.unwrap();
            third.write_all(ASK).await.unwrap();
            if answer(third).await.ends_with("here") {
                break;
            }
        }
    }
}
