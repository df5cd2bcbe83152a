document.title = "Headwater: runs";
